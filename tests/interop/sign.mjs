// stdin {credential | presentation, challenge, domain, documents, key, date} -> stdout {signed}
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import {loaderOf, multikey, suite} from './documents.mjs';
import {readInput} from './input.mjs';

const {credential, presentation, documents, key, date, challenge, domain} = await readInput();
const pair = await Ed25519Multikey.from(multikey(key));
const options = {suite: suite({signer: pair.signer(), date}), documentLoader: loaderOf(documents)};
const signed = credential
  ? await vc.issue({credential, ...options})
  : await vc.signPresentation({presentation, challenge, domain, ...options});
console.log(JSON.stringify({signed}));
