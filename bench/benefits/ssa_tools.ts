// The inner amount of ssa.tools (github.com/Gregable/social-security-tools, MIT): rows in, one line of JSON out.
// Bundle inside a checkout of it: esbuild ssa_tools.ts --bundle --platform=node --alias:'$lib'=./src/lib --outfile=ssa_tools.js
import * as fs from 'fs';
import { Birthdate } from '$lib/birthday';
import { EarningRecord } from '$lib/earning-record';
import { Money } from '$lib/money';
import { Recipient } from '$lib/recipient';

type Row = { birth: [number, number, number]; earnings: [number, number][] };
const rows: Row[] = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const run = () =>
  rows.map((row) => {
    const worker = new Recipient();
    worker.birthdate = Birthdate.FromYMD(row.birth[0], row.birth[1] - 1, row.birth[2]);
    worker.earningsRecords = row.earnings.map(([year, cents]) => {
      const paid = Money.from(cents / 100);
      return new EarningRecord({ year, taxedEarnings: paid, taxedMedicareEarnings: paid });
    });
    return Math.round(worker.pia().primaryInsuranceAmountUnadjusted().value() * 100);
  });
run();
const before = process.cpuUsage();
const amounts = run();
const used = process.cpuUsage(before);
console.log(JSON.stringify({ amounts, cpu: (used.user + used.system) / 1e6 }));
