// stdin {encodedList, places, length, set, listCredential, key, checks: [credential], documents, now}
// -> stdout {read: [boolean], encodedList, signed, checks: [{verified, statuses, error}]}
import * as vc from '@digitalbazaar/vc';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {checkStatus, createCredential, createList, decodeList} from '@digitalbazaar/vc-bitstring-status-list';
import {loaderOf, multikey, suite} from './documents.mjs';
import {readInput} from './input.mjs';

const {encodedList, places, length, set, listCredential, key, checks, documents, now} = await readInput();
const documentLoader = loaderOf(documents);

const ours = await decodeList({encodedList});
const theirs = await createList({length});
for (const place of set) theirs.setStatus(place, true);

const {id, issuer, statusPurpose} = listCredential;
const unsigned = {...(await createCredential({id, list: theirs, statusPurpose})), issuer};
const signer = (await Ed25519Multikey.from(multikey(key))).signer();
const signed = await vc.issue({credential: unsigned, suite: suite({signer, date: now}), documentLoader});

async function check(credential) {
  const {verified, results, error} = await checkStatus({credential, suite: suite(), documentLoader});
  return {verified, statuses: (results ?? []).map(one => one.status), error: error?.message ?? ''};
}

const answers = [];
for (const credential of checks) answers.push(await check(credential));
console.log(JSON.stringify({
  read: places.map(place => ours.getStatus(place)),
  encodedList: await theirs.encode(),
  signed,
  checks: answers,
}));
