// Reads a credential with a library that did not make it: `@sd-jwt/sd-jwt-vc` (npm). One JSON in, one JSON out.
// in:  {credential, jwk, at, lists: {uri: token}, show: [names], metadata}
// out: {payload, header, status, shown, keys, metadata} or {error}
import { digest, ES256, generateSalt } from "@sd-jwt/crypto-nodejs";
import { SDJwtVcInstance, TypeMetadataFormatSchema } from "@sd-jwt/sd-jwt-vc";

let text = "";
for await (const part of process.stdin) text += part;
const given = JSON.parse(text);

const verifier = await ES256.getVerifier(given.jwk);
let status = null;
const library = new SDJwtVcInstance({
  verifier,
  hasher: digest,
  hashAlg: "sha-256",
  saltGenerator: generateSalt,
  statusListFetcher: async (uri) => {
    if (!(uri in given.lists)) throw new Error(`no list at ${uri}`);
    return given.lists[uri];
  },
  statusVerifier: verifier,
  statusValidator: async (value) => {
    status = value;
  },
});

try {
  const { payload, header } = await library.verify(given.credential, { currentDate: given.at });
  const keys = await library.presentableKeys(given.credential);
  const frame = Object.fromEntries((given.show ?? []).map((name) => [name, true]));
  const part = await library.present(given.credential, frame);
  const shown = (await library.verify(part, { currentDate: given.at })).payload;
  const metadata = given.metadata ? TypeMetadataFormatSchema.parse(given.metadata) : null;
  console.log(JSON.stringify({ payload, header, status, shown, keys, metadata }));
} catch (error) {
  console.log(JSON.stringify({ error: String(error.message ?? error) }));
}
