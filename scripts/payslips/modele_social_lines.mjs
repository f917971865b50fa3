// Payslips by URSSAF's own model (npm modele-social), written as JSON to standard output. Runs in an npm
// folder of its own, which make.py builds; nothing of Totalis is used. A line is a rule of the model with
// its amount as the model gives it. Base and rate stand where the model has both.
import rules from 'modele-social'
import Engine from 'publicodes'

const quiet = { log() {}, warn() {}, error() {} }
const engine = new Engine(rules, { logger: quiet })
const at = (name, unit) => engine.evaluate(unit ? { valeur: name, unité: unit } : name).nodeValue
const C = 'salarié . cotisations . '

// variable, payer, base (another rule), rate (another rule)
const LINES = [
	['maladie . salarié', 'employee', 'assiette', 'maladie . salarié . taux'],
	['maladie . employeur', 'employer', 'assiette', 'maladie . employeur . taux'],
	['CSA', 'employer', 'assiette', null],
	['ATMP', 'employer', 'assiette', 'ATMP . taux'],
	['vieillesse . plafonnée . salarié', 'employee', null, 'vieillesse . salarié . plafonnée . taux'],
	['vieillesse . plafonnée . employeur', 'employer', null, 'vieillesse . employeur . plafonnée . taux'],
	['vieillesse . déplafonnée . salarié', 'employee', 'assiette', 'vieillesse . salarié . déplafonnée . taux'],
	['vieillesse . déplafonnée . employeur', 'employer', 'assiette', 'vieillesse . employeur . déplafonnée . taux'],
	['allocations familiales', 'employer', 'assiette', null],
	['retraite complémentaire . salarié', 'employee', null, null],
	['retraite complémentaire . employeur', 'employer', null, null],
	['CEG . salarié', 'employee', null, null],
	['CEG . employeur', 'employer', null, null],
	['CET . salarié', 'employee', null, null],
	['CET . employeur', 'employer', null, null],
	['APEC . salarié', 'employee', null, null],
	['APEC . employeur', 'employer', null, null],
	['prévoyances . incapacité invalidité décès . salarié', 'employee', null, null],
	['prévoyances . incapacité invalidité décès . employeur', 'employer', null, null],
	['prévoyances . santé . salarié', 'employee', null, null],
	['prévoyances . santé . employeur', 'employer', null, null],
	['chômage', 'employer', null, 'chômage . taux'],
	['AGS', 'employer', null, null],
	['FNAL', 'employer', null, null],
	['versement mobilité', 'employer', null, null],
	['formation professionnelle', 'employer', 'assiette', null],
	['CPF CDD', 'employer', 'assiette', null],
	["taxe d'apprentissage . base", 'employer', null, null],
	["taxe d'apprentissage . contribution supplémentaire", 'employer', null, null],
	['contribution au dialogue social', 'employer', 'assiette', null],
	['PEEC', 'employer', 'assiette', null],
	['forfait social', 'employer', null, null],
	['CSG-CRDS . CSG . déductible', 'employee', 'CSG-CRDS . assiette de base', 'CSG-CRDS . CSG . déductible . taux'],
	['CSG-CRDS . CSG . non déductible', 'employee', 'CSG-CRDS . assiette de base', 'CSG-CRDS . CSG . non déductible . taux'],
	['CSG-CRDS . CRDS', 'employee', 'CSG-CRDS . assiette de base', 'CSG-CRDS . CRDS . taux'],
	['exonérations . RGDU', 'employer', null, null],
	// the model's own merged lines, to compare with the sums of their parts
	['CSG-CRDS . sur revenus imposables non déductible', 'merged', 'CSG-CRDS . assiette de base', null],
	['autres employeur', 'merged', null, null],
	['assurance chômage', 'merged', null, null],
]

const CASES = [
	['small', 1950.37, false, 8, 'Bouches-du-Rhône', 0],
	['executive', 4000, true, 100, 'Paris', 3.2],
	['above', 8300.6, true, 300, 'Rhône', 2],
	['four_ceilings', 18000.9, true, 1200, 'Paris', 3.2],
	['alsace', 2760.43, false, 30, 'Bas-Rhin', 2],
	['fixed_term', 2410.13, false, 60, 'Nord', 1.5],
	['abroad', 5210.77, true, 60, 'Paris', 3.2],
	['december', 13600.2, true, 60, 'Paris', 3.2],
]
const MONTHS = ['2025-01', '2025-07', '2026-01', '2026-07', '2026-11']

const quote = (text) => `'${text}'`
const cents = (value) => value.toFixed(2)

// the percentage with the fewest decimals whose product with the base is the amount; '' where none is
function percentage(amount, base) {
	for (const decimals of [2, 3]) {
		const rate = ((amount / base) * 100).toFixed(decimals)
		if (Math.abs((base * rate) / 100 - amount) < 0.004) return rate
	}
	return ''
}

function employee([name, pay, executive, staff, department, transport], month) {
	engine.setSituation({
		date: `01/${month.slice(5)}/${month.slice(0, 4)}`,
		'salarié . contrat . salaire brut': `${pay} €/mois`,
		'salarié . contrat . statut cadre': executive ? 'oui' : 'non',
		'salarié . contrat': name === 'fixed_term' ? "'CDD'" : "'CDI'",
		'entreprise . salariés . effectif': `${staff} employés`,
		'établissement . commune . département': quote(department),
		'établissement . commune . taux versement mobilité': `${transport} %`,
		"situation personnelle . domiciliation fiscale à l'étranger": name === 'abroad' ? 'oui' : 'non',
	})
	const lines = []
	for (const [rule, payer, base, rate] of LINES) {
		const amount = at(C + rule, '€/mois')
		if (!amount) continue
		const line = { variable: rule, payer, amount: cents(rule.startsWith('exonérations') ? -amount : amount) }
		if (base) line.base = cents(at(C + base, '€/mois'))
		if (rate) line.rate = String(+at(C + rate, '%').toFixed(4))
		else if (base && payer !== 'merged') line.rate = percentage(amount, line.base)
		lines.push(line)
	}
	return { slip: `ms-${month}-${name}`, engine: 'modele-social', month, worker_status: 'employee', pay: cents(pay), lines }
}

const I = 'dirigeant . indépendant . cotisations et contributions . '
const OWN_ACCOUNT = [
	['maladie', 'maladie'],
	['indemnités journalières maladie', 'indemnités journalières maladie'],
	['retraite de base', 'retraite de base'],
	['retraite complémentaire', 'retraite complémentaire'],
	['invalidité et décès', 'invalidité et décès'],
	['allocations familiales', 'allocations familiales'],
	['CSG-CRDS', 'CSG-CRDS'],
	['CSG-CRDS . déductible', 'CSG-CRDS . déductible'],
	['CSG-CRDS . non déductible', 'CSG-CRDS . non déductible'],
	['formation professionnelle', 'formation professionnelle'],
]
const TRADES = [
	['craftsman', { 'entreprise . activité . nature': "'artisanale'" }, ''],
	['trader', { 'entreprise . activité . nature': "'commerciale'" }, ''],
	['consultant', { 'entreprise . activité . nature': "'libérale'" }, ''],
	['architect', { 'entreprise . activité . nature': "'libérale'", 'entreprise . activité . nature . libérale . réglementée': 'oui', 'dirigeant . indépendant . PL . métier': "'rattaché CIPAV'" }, '-cipav'],
]

function independent([name, trade, fund], year, turnover) {
	engine.setSituation({
		date: `01/07/${year}`,
		'entreprise . catégorie juridique': "'EI'",
		'entreprise . catégorie juridique . EI . auto-entrepreneur': 'non',
		"entreprise . chiffre d'affaires": `${turnover} €/an`,
		'entreprise . charges': '10000 €/an',
		...trade,
	})
	const base = at(I + 'CSG-CRDS . assiette', '€/an')
	const lines = []
	for (const [rule, variable] of OWN_ACCOUNT) {
		const amount = at(I + rule, '€/an')
		if (!amount) continue
		const line = { variable: variable + fund, payer: 'self_employed', amount: cents(amount) }
		if (variable.startsWith('CSG-CRDS')) line.base = cents(base)
		lines.push(line)
	}
	return { slip: `ms-${year}-${name}-${turnover}`, engine: 'modele-social', month: String(year), worker_status: 'self_employed', pay: cents(turnover), lines }
}

const M = 'dirigeant . auto-entrepreneur . cotisations et contributions . '
const KEY = ['maladie-maternité', 'invalidité-décès', 'retraite de base', 'retraite complémentaire', 'autres contributions']
const MICRO = [
	['sales', { 'entreprise . activité . nature': "'commerciale'" }, "entreprise . chiffre d'affaires . vente restauration hébergement"],
	['services', { 'entreprise . activité . nature': "'artisanale'" }, "entreprise . chiffre d'affaires . service BIC"],
	['bnc', { 'entreprise . activité . nature': "'libérale'" }, "entreprise . chiffre d'affaires . service BNC"],
]

function micro([name, trade, heading], month, turnover) {
	engine.setSituation({
		date: `01/${month.slice(5)}/${month.slice(0, 4)}`,
		'entreprise . catégorie juridique': "'EI'",
		'entreprise . catégorie juridique . EI . auto-entrepreneur': 'oui',
		[heading]: `${turnover} €/an`,
		...trade,
	})
	const lines = []
	for (const rule of ['cotisations', 'CFP', 'TFC', ...KEY.map((part) => `cotisations . répartition . ${part}`)]) {
		const amount = at(M + rule, '€/mois')
		if (amount) lines.push({ variable: `micro . ${rule}`, payer: 'self_employed', amount: cents(amount) })
	}
	return { slip: `ms-${month}-micro-${name}`, engine: 'modele-social', month, worker_status: 'micro_entrepreneur', pay: cents(turnover / 12), lines }
}

const slips = []
for (const month of MONTHS) for (const person of CASES) slips.push(employee(person, month))
for (const year of [2025, 2026]) for (const trade of TRADES) for (const turnover of [32000, 60000, 110000]) slips.push(independent(trade, year, turnover))
for (const month of ['2025-07', '2026-07']) for (const trade of MICRO) slips.push(micro(trade, month, 40000))
process.stdout.write(JSON.stringify(slips, null, 1))
