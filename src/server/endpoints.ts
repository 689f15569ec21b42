import { z } from 'zod'
import * as calendar from '../campaign/calendar/api.ts'
import * as forecast from '../campaign/forecast/api.ts'
import * as home from '../campaign/home/api.ts'
import * as lessons from '../campaign/lessons/api.ts'
import * as measurement from '../campaign/measurement/api.ts'
import * as media from '../campaign/media/api.ts'
import * as mediaSpend from '../campaign/media/spend/api.ts'
import * as offers from '../campaign/offers/api.ts'
import * as creatives from '../campaign/offers/creatives/api.ts'
import * as opportunities from '../campaign/opportunities/api.ts'
import * as plans from '../campaign/plans/api.ts'
import * as why from '../campaign/why/api.ts'
import * as collection from '../customer/collection/api.ts'
import * as companies from '../customer/companies/api.ts'
import * as companyExports from '../customer/companies/export/api.ts'
import * as consents from '../customer/consent/api.ts'
import * as dates from '../customer/dates/api.ts'
import * as households from '../customer/households/api.ts'
import * as identity from '../customer/identity/api.ts'
import * as imports from '../customer/imports/api.ts'
import * as repair from '../customer/imports/repair/api.ts'
import * as needs from '../customer/needs/api.ts'
import * as privacy from '../customer/privacy/api.ts'
import * as purposes from '../customer/privacy/purposes/api.ts'
import * as retention from '../customer/privacy/retention/api.ts'
import * as returns from '../customer/privacy/returns/api.ts'
import * as profiles from '../customer/profiles/api.ts'
import * as deliveredValue from '../customer/profiles/delivered-value/api.ts'
import * as holdings from '../customer/profiles/holdings/api.ts'
import * as knowledge from '../customer/profiles/knowledge/api.ts'
import * as customerList from '../customer/profiles/list/api.ts'
import * as served from '../customer/profiles/served/api.ts'
import * as prospects from '../customer/prospects/api.ts'
import * as quality from '../customer/quality/api.ts'
import * as contracts from '../customer/quality/contracts/api.ts'
import * as fieldMap from '../customer/quality/field-map/api.ts'
import * as sources from '../customer/sources/api.ts'
import * as valueRules from '../customer/survivorship/api.ts'
import * as computed from '../insight/computed/api.ts'
import * as reachHabits from '../insight/reach-habits/api.ts'
import * as rfm from '../insight/rfm/api.ts'
import * as segments from '../insight/segments/api.ts'
import * as rule from '../insight/segments/rule.schema.ts'
import * as assets from '../interaction/assets/api.ts'
import * as catcher from '../interaction/catcher/api.ts'
import * as smsCatcher from '../interaction/catcher/sms/api.ts'
import * as pushSite from '../interaction/channels/push/site/api.ts'
import * as channels from '../interaction/connections/api.ts'
import * as mailDomain from '../interaction/connections/mail-domain/api.ts'
import * as brand from '../interaction/content/brand/api.ts'
import * as delivery from '../interaction/delivery/api.ts'
import * as desk from '../interaction/desk/api.ts'
import * as board from '../interaction/desk/board/api.ts'
import * as dialler from '../interaction/desk/dialler/api.ts'
import * as scripts from '../interaction/desk/scripts/api.ts'
import * as supervise from '../interaction/desk/supervise/api.ts'
import * as inbound from '../interaction/inbound/api.ts'
import * as inbox from '../interaction/inbox/api.ts'
import * as letters from '../interaction/letters/api.ts'
import * as preferences from '../interaction/preferences/api.ts'
import * as quietHours from '../interaction/quiet-hours/api.ts'
import * as recovery from '../interaction/recovery/api.ts'
import * as caseForm from '../interaction/recovery/form/api.ts'
import * as caseWork from '../interaction/recovery/handling/api.ts'
import * as caseIntake from '../interaction/recovery/intake/api.ts'
import * as caseOwners from '../interaction/recovery/owners/api.ts'
import * as reviews from '../interaction/reviews/api.ts'
import * as signUp from '../interaction/sign-up/api.ts'
import * as surveys from '../interaction/surveys/api.ts'
import * as touchPoints from '../interaction/touch-map/api.ts'
import type { Endpoint } from '../kit/api.ts'
import * as shapes from '../kit/api-shapes.ts'
import * as demo from '../playbooks/demo/api.ts'
import * as automated from './automated/api.ts'
import * as card from './card/api.ts'
import * as fields from './fields/api.ts'
import * as house from './house/api.ts'
import * as encryptionKeys from './keys/api.ts'
import * as processing from './processing/api.ts'

/** Every module that declares endpoints; a new one is a line here. A test holds this against what is mounted. */
const modules: Record<string, Record<string, unknown>> = {
  house,
  imports: { ...imports, ...repair },
  sources: { ...sources, ...collection },
  customers: {
    ...profiles,
    ...customerList,
    ...holdings,
    ...deliveredValue,
    ...knowledge,
    ...served,
    ...valueRules,
    ...dates,
    ...needs,
  },
  'customer cards': card,
  'field permissions': fields,
  'encryption keys': encryptionKeys,
  identity,
  households,
  companies,
  companyExports,
  prospects,
  consents,
  'data quality': { ...fieldMap, ...quality, ...contracts },
  privacy: { ...privacy, ...returns, ...retention, ...purposes },
  rfm,
  segments,
  'computed attributes': computed,
  'habits of answering': reachHabits,
  offers: { ...offers, ...creatives },
  campaigns: {
    ...plans,
    ...calendar,
    ...forecast,
    ...measurement,
    ...lessons,
    ...opportunities,
    ...home,
    ...why,
  },
  'advertising audiences': media,
  'media and their cost': mediaSpend,
  delivery,
  'what comes back': inbound,
  channels: { ...channels, ...mailDomain },
  'call desk': { ...desk, ...supervise, ...dialler, ...board, ...scripts },
  complaints: { ...recovery, ...caseWork, ...caseIntake, ...caseForm, ...caseOwners },
  surveys,
  reviews,
  signUp,
  'touch-point map': touchPoints,
  inbox,
  letters,
  pushSite,
  preferences,
  'mail catcher': catcher,
  'SMS catcher': smsCatcher,
  pictures: assets,
  brand,
  quietHours,
  'automated decisions': automated,
  'records of processing': processing,
  demo,
}

export interface TaggedEndpoint {
  /** The subject it is listed under in the reference. */
  tag: string
  endpoint: Endpoint
}

/** The whole HTTP contract, in the order of the modules. */
export const allEndpoints: readonly TaggedEndpoint[] = Object.entries(modules).flatMap(([tag, module]) =>
  Object.values(module)
    .filter(isEndpoint)
    .map((endpoint) => ({ tag, endpoint })),
)

function isEndpoint(value: unknown): value is Endpoint {
  return (
    typeof value === 'object' &&
    value !== null &&
    'method' in value &&
    'path' in value &&
    'permission' in value
  )
}

/** Shapes by the name they have in the sources, `campaignShape` → `CampaignShape`; the reference shows each once. */
export const namedShapes: ReadonlyMap<string, z.ZodType> = new Map(
  [shapes, rule, ...Object.values(modules)].flatMap((module) =>
    Object.entries(module).flatMap(([name, value]): [string, z.ZodType][] =>
      value instanceof z.ZodType && !name.endsWith('Params') && !name.endsWith('Query')
        ? [[name.charAt(0).toUpperCase() + name.slice(1), value]]
        : [],
    ),
  ),
)
