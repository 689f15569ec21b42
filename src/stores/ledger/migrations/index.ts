import { house } from './0001-house.ts'
import { customer } from './0002-customer.ts'
import { insight } from './0003-insight.ts'
import { campaign } from './0004-campaign.ts'
import { interaction } from './0005-interaction.ts'
import { collection } from './0006-collection.ts'
import { identity } from './0007-identity.ts'
import { consent } from './0008-consent.ts'
import { sources } from './0009-sources.ts'
import { quality } from './0010-quality.ts'
import { identityKinds } from './0011-identity.ts'
import { privacy } from './0012-privacy.ts'
import { computed } from './0013-computed.ts'
import { ingest } from './0013-ingest.ts'
import { profiles } from './0013-profiles.ts'
import { served } from './0013-served.ts'
import { likeness } from './0014-likeness.ts'
import { values } from './0015-values.ts'
import { profileForm } from './0016-view.ts'
import { households } from './0017-households.ts'
import { companies } from './0018-companies.ts'
import { consentImports } from './0019-consent.ts'
import { doubleOptIn } from './0019-double-opt-in.ts'
import { governance } from './0020-governance.ts'
import { repair } from './0021-repair.ts'
import { dates } from './0022-dates.ts'
import { consentStates } from './0023-consent-states.ts'
import { purposes } from './0023-purposes.ts'
import { keys } from './0024-keys.ts'
import { processing } from './0026-processing.ts'
import { needs } from './0027-needs.ts'
import { prospects } from './0028-prospects.ts'
import { cardLinks } from './0030-card-links.ts'
import { purposeLimits } from './0031-purpose-limits.ts'
import { leads } from './0032-leads.ts'
import { rights } from './0033-rights.ts'
import { companyFigures } from './0034-company-figures.ts'
import { channels } from './0035-channels.ts'
import { inbound } from './0037-inbound.ts'
import { conversations } from './0038-conversations.ts'
import { desk } from './0039-desk.ts'
import { scripts } from './0040-scripts.ts'
import { touchHold } from './0041-touch-hold.ts'
import { cases } from './0042-cases.ts'
import { wishes } from './0044-wishes.ts'
import { letters } from './0050-letters.ts'
import { caseIntake } from './0052-case-intake.ts'
import { caseOwners } from './0053-case-owners.ts'
import { surveys } from './0054-surveys.ts'
import { assets } from './0056-assets.ts'
import { brands } from './0057-brands.ts'
import { push } from './0058-push.ts'
import { wecom } from './0059-wecom.ts'
import { deliveryLanguage } from './0061-delivery-language.ts'
import { calendar } from './0062-calendar.ts'
import { contactTopics } from './0063-contact-topics.ts'
import { reviews } from './0066-reviews.ts'
import { campaignPauses } from './0067-campaign-pauses.ts'
import { media } from './0069-media.ts'
import { inbox } from './0070-inbox.ts'
import { mailKeys } from './0071-mail-keys.ts'
import { signUps } from './0073-sign-ups.ts'

/** One step of the schema; never edited once released, only followed by another. */
export interface Migration {
  /** `NNNN-room`; the order of the list is the order they run in. */
  id: string
  sql: string
}

export const migrations: readonly Migration[] = [
  house,
  customer,
  insight,
  campaign,
  interaction,
  collection,
  identity,
  consent,
  sources,
  quality,
  identityKinds,
  privacy,
  ingest,
  profiles,
  computed,
  served,
  likeness,
  values,
  profileForm,
  households,
  companies,
  consentImports,
  doubleOptIn,
  governance,
  repair,
  dates,
  consentStates,
  purposes,
  keys,
  processing,
  needs,
  prospects,
  cardLinks,
  purposeLimits,
  leads,
  rights,
  companyFigures,
  channels,
  inbound,
  desk,
  scripts,
  touchHold,
  cases,
  conversations,
  wishes,
  letters,
  caseIntake,
  caseOwners,
  surveys,
  assets,
  brands,
  push,
  wecom,
  deliveryLanguage,
  calendar,
  contactTopics,
  reviews,
  campaignPauses,
  media,
  inbox,
  mailKeys,
  signUps,
]
