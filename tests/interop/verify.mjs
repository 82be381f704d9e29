// stdin {questions: [{credential} | {presentation, challenge, domain}], documents, now}
// -> stdout {answers: [{verified, error}]}
import * as vc from '@digitalbazaar/vc';
import {loaderOf, suite} from './documents.mjs';
import {readInput} from './input.mjs';

const {questions, documents, now} = await readInput();
const options = {
  suite: suite(),
  documentLoader: loaderOf(documents),
  now: new Date(now),
  checkStatus: async () => ({verified: true}), // proofs are compared here, not status lists
};

async function answer({credential, presentation, challenge, domain}) {
  const result = credential
    ? await vc.verifyCredential({credential, ...options})
    : await vc.verify({presentation, challenge, domain, ...options});
  return {verified: result.verified, error: result.verified ? '' : reasonOf(result.error)};
}

function reasonOf(error) {
  return [error, ...(error?.errors ?? [])].map(one => one?.message).join(' | ');
}

const answers = [];
for (const question of questions) answers.push(await answer(question));
console.log(JSON.stringify({answers}));
