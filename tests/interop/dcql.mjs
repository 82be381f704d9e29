// stdin {cases: [{query, holdings: [{id, types, document, authority?}]}]}
// -> stdout {answers: [{valid: false, error} | {valid: true, satisfied, matches, options}]}
// matches: by query id, the holdings that answer, each with the places of the claims that would be shown;
// options: for each credential set, the options that can be met, in the order of the query.
import {DcqlQuery} from 'dcql';
import {readInput} from './input.mjs';

function answer({query, holdings}) {
  let parsed;
  try {
    parsed = DcqlQuery.parse(query);
    DcqlQuery.validate(parsed);
  } catch (error) {
    return {valid: false, error: String(error.message).slice(0, 300)};
  }
  const result = DcqlQuery.query(parsed, holdings.map(one => ({
    credential_format: 'ldp_vc',
    type: one.types,
    claims: one.document,
    authority: one.authority,
    cryptographic_holder_binding: true,
  })));
  return {
    valid: true,
    satisfied: result.can_be_satisfied,
    matches: Object.fromEntries(Object.entries(result.credential_matches).map(([id, match]) =>
      [id, (match.valid_credentials ?? []).map(one => ({
        holding: holdings[one.input_credential_index].id,
        claims: one.claims.valid_claim_sets[0].valid_claim_indexes ?? [],
      }))])),
    options: (result.credential_sets ?? []).map(set => set.matching_options ?? []),
  };
}

const {cases} = await readInput();
console.log(JSON.stringify({answers: cases.map(answer)}));
