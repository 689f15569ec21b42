export {
  type Collection,
  collectionErrors,
  collectionLimits,
  eventTypes,
  openCollection,
  type Parcel,
  type Received,
  type SensorsParcel,
} from './collection/index.ts'
export {
  type CompanyQuestion,
  representedAtCompany,
  worksWhere,
} from './companies/companies-now.ts'
export { reckonCompanyFigures } from './companies/kept-figures.ts'
export { ownersOf } from './companies/list.ts'
export { companyName } from './companies/name.ts'
export { companyRoles, companySizes, roleLabels, sizeLabels } from './companies/roles.ts'
export { type MarketingChoice, marketingChoices, recordChoice } from './consent/choices.ts'
export { linkDays } from './consent/confirm/ask.ts'
export { truncatedAddress } from './consent/confirm/truncated-address.ts'
export type {
  ConsentProof,
  ConsentQuestion,
  ConsentSelection,
  ConsentState,
  Consents,
} from './consent/index.ts'
export { policyOf as consentPolicyOf } from './consent/policy.ts'
export { channelsOf, consentChannels, standardPurposes } from './consent/purposes.ts'
export { mayContact as consentAnswers } from './consent/states.ts'
export { normalisedAddress } from './contact/address.ts'
export {
  type ContactBar,
  type ContactMark,
  type ContactReason,
  contactBars,
  contactMark,
  contactReasons,
  contactReasonWords,
  hasAddress,
  isBarred,
  nextConsentEnd,
  peopleSince,
  profilingOf,
} from './contact/bars.ts'
export { openPostal, type PostalLack } from './contact/postal.ts'
export {
  type PushSubscription,
  pushHost,
  readSubscription,
  subscriptionOf,
} from './contact/push-subscription.ts'
export { addressKinds, type ContactChannel } from './contact/reach.ts'
export { peopleByZone, zonesOfPeople } from './contact/zones.ts'
export { withDateWithin } from './dates/dates-now.ts'
export { dateKindsOf, standardKinds as standardDateKinds } from './dates/kinds.ts'
export { type HomeOfPerson, homesOf } from './households/home-of.ts'
export { inHousehold, representedByOthers } from './households/household-now.ts'
export {
  customersNow,
  involvedKeys,
  mergedCustomers,
  unmerged,
  versionKey,
} from './identity/customers-now.ts'
export { findAlikeApart } from './identity/likeness/in-thread.ts'
export { proposeAlike, readRecords } from './identity/likeness/propose.ts'
export { currentOf, keysOf, keysOfCustomer } from './identity/members.ts'
export { decide, mergePersons } from './identity/merges.ts'
export { maskIdentifier } from './identity/normalise.ts'
export { peopleNow } from './identity/people-now.ts'
export { personNow } from './identity/person-now.ts'
export type { Persons, VaultOf } from './identity/persons.ts'
export { simulateRules } from './identity/preview.ts'
export type { Provenance } from './identity/resolve.ts'
export { rulesOf } from './identity/rules.ts'
export type { Inspection } from './imports/inspect.ts'
export type { ImportSummary } from './imports/summary.ts'
export { canonicalFields, requiredGroups } from './mapping/canonical-fields.ts'
export { parseMapping } from './mapping/check-mapping.ts'
export { createDateReader as dateReader } from './mapping/dates.ts'
export { type ImportKind, type Mapping, mappingSchema } from './mapping/mapping.schema.ts'
export { type NeedQuestion, withNeed } from './needs/needs-now.ts'
export {
  needTopicsOf,
  type Stance,
  stanceLabels,
  stances,
  statedName,
  statedPrefix,
} from './needs/topics.ts'
export { holdsOn, meaningOf, newestWord, type SaidWord } from './needs/words.ts'
export { namesOf } from './privacy/actor-names.ts'
export {
  barredOfMany,
  barrierTo,
  factsSubject,
  htmlPage,
  htmlText,
  kindFacts as retentionFacts,
  type LeftOut,
  leftOutLine,
  limitableSources,
  limitsOf as purposeLimitsOf,
  namesOf as memberNamesOf,
  type OldMails,
  type OutsidePlace,
  type Privacy,
  type PurposeLimit,
  policiesOf as retentionPoliciesOf,
  privacySettingsOf,
  requireAllowed,
  type Subject,
  subjectLabel,
  usesOf as purposesOfUse,
} from './privacy/index.ts'
export { requireLiving } from './privacy/living.ts'
export { useId } from './privacy/purposes/api.ts'
export { maskText } from './privacy/text-guard.ts'
export { customerRow } from './profiles/api.ts'
export { scoresSql as knowledgeScores } from './profiles/knowledge/figures.ts'
export {
  facets as knowledgeFacets,
  type KnowledgeSettings,
  scoreOfShares,
} from './profiles/knowledge/formula.ts'
export {
  ensureKnowledge,
  keptShares as keptKnowledge,
  knowledgeTerms,
  refreshKnowledge,
} from './profiles/knowledge/kept.ts'
export type { ProfilePorts } from './profiles/ports.ts'
export type { CustomerRow } from './profiles/rows.ts'
export { findPeople } from './profiles/search.ts'
export { servedProfile } from './profiles/served/api.ts'
export type { ServedProfile } from './profiles/served/build.ts'
export { servedUse } from './profiles/served/for-purpose.ts'
export type { ServedProfiles } from './profiles/served/index.ts'
export { readSetting, saveSetting } from './profiles/workspace-setting.ts'
export { foldStages } from './prospects/fold.ts'
export { cameFrom, daysInStage, inStage, lookedAfterBy } from './prospects/in-queries.ts'
export { firstSources, firstTouches, prospectStates } from './prospects/prospects-now.ts'
export { prospectCatalogue, prospectEnds, stageLabel, standardStages } from './prospects/stages.ts'
export { openTable } from './reading/open-table.ts'
export {
  type Customer,
  type CustomerDeps,
  customerRoutes,
  type ImportRequest,
  openCustomer,
  openServedProfiles,
  openSourceRoom,
  servedProfileRoutes,
  streamRoutes,
} from './room.ts'
export type { FormField } from './sources/define-source.ts'
export { type Receiver, sourceRoutes } from './sources/index.ts'
export { isPublicAddress } from './sources/network/addresses.ts'
export { createGuard, type Guard } from './sources/network/guard.ts'
export { bodyText, createHttp, type Http } from './sources/network/http.ts'
export type { Touch, Touches } from './touches/touches.ts'
