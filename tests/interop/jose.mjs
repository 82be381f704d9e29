// stdin {encrypt: [{jwk, enc, text}], decrypt: [{jwk, token}], sign: [{jwk, alg, typ, claims}], verify: [{jwk, alg, typ, token}]}
// -> stdout the same lists with what came of each: tokens, texts, tokens, claims
import * as jose from 'jose';
import {readInput} from './input.mjs';

const {encrypt = [], decrypt = [], sign = [], verify = []} = await readInput();
const answer = {
  encrypt: await Promise.all(encrypt.map(async ({jwk, enc, text}) =>
    new jose.CompactEncrypt(new TextEncoder().encode(text))
      .setProtectedHeader({alg: jwk.alg, enc, kid: jwk.kid})
      .encrypt(await jose.importJWK(jwk)))),
  decrypt: await Promise.all(decrypt.map(async ({jwk, token}) => {
    const {plaintext} = await jose.compactDecrypt(token, await jose.importJWK(jwk, 'ECDH-ES'));
    return new TextDecoder().decode(plaintext);
  })),
  sign: await Promise.all(sign.map(async ({jwk, alg, typ, claims}) =>
    new jose.SignJWT(claims).setProtectedHeader({alg, typ}).sign(await jose.importJWK(jwk, alg)))),
  verify: await Promise.all(verify.map(async ({jwk, alg, typ, token}) => {
    const {payload} = await jose.jwtVerify(token, await jose.importJWK(jwk, alg), {algorithms: [alg], typ});
    return payload;
  })),
};
console.log(JSON.stringify(answer));
