// A card in the form of an SD-JWT VC in the hands of @sd-jwt/sd-jwt-vc: checked by the issuer's metadata, shown in part.
import {digest, ES256, generateSalt} from '@sd-jwt/crypto-nodejs';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';

async function issuerKey(iss, kid) {
  const {origin, pathname} = new URL(iss);
  const metadata = await (await fetch(`${origin}/.well-known/jwt-vc-issuer${pathname}`)).json();
  if (metadata.issuer !== iss) throw new Error('metadata of another issuer');
  return metadata.jwks.keys.find(one => one.kid === kid);
}

async function instance(credential, holderJwk) {
  const decoded = await new SDJwtVcInstance({hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt}).decode(credential);
  const {header, payload} = decoded.jwt;
  return new SDJwtVcInstance({
    hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt,
    verifier: await ES256.getVerifier(await issuerKey(payload.iss, header.kid)),
    kbSigner: await ES256.getSigner(holderJwk), kbSignAlg: 'ES256',
    statusValidator: async () => {}, statusListFetcher: async uri => (await fetch(uri)).text(),
    statusVerifier: async () => true,
  });
}

export async function verifiesSdJwt(credential, holderJwk) {
  const {payload} = await (await instance(credential, holderJwk)).verify(credential);
  return payload.cnf.jwk.x === holderJwk.x;
}

export async function presentSdJwt(credential, holderJwk, {claims, nonce, aud, iat}) {
  const frame = Object.fromEntries(claims.map(({path}) => [path[0], true]));
  return (await instance(credential, holderJwk)).present(credential, frame, {kb: {payload: {nonce, aud, iat}}});
}
