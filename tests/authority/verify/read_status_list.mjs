// Reads a status list token with a library that did not make it: `@sd-jwt/jwt-status-list` (npm). One JSON in, one JSON out.
// in:  {token, credential, jwk, places: [numbers]}
// out: {genuine, sub, typ, bits, length, statuses, entry}
import { ES256 } from "@sd-jwt/crypto-nodejs";
import { getListFromStatusListJWT, getStatusListFromJWT } from "@sd-jwt/jwt-status-list";

let text = "";
for await (const part of process.stdin) text += part;
const given = JSON.parse(text);
const [header, payload, signature] = given.token.split(".");
const verify = await ES256.getVerifier(given.jwk);
const list = getListFromStatusListJWT(given.token);
const said = JSON.parse(Buffer.from(payload, "base64url"));
console.log(
  JSON.stringify({
    genuine: await verify(`${header}.${payload}`, signature),
    typ: JSON.parse(Buffer.from(header, "base64url")).typ,
    sub: said.sub,
    iat: said.iat,
    exp: said.exp,
    ttl: said.ttl,
    bits: list.getBitsPerStatus(),
    length: list.statusList.length,
    statuses: given.places.map((place) => list.getStatus(place)),
    entry: getStatusListFromJWT(given.credential.split("~")[0]),
  }),
);
