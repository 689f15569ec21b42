import { errorsOfMail, linkedSurvey } from '../../interaction/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignDeps } from '../deps.ts'
import { campaignErrors } from '../errors.ts'
import { forecast } from '../forecast/forecast.ts'
import { inLanguage, languagesOf } from '../offers/creative.ts'
import type { Creatives, Offers } from '../offers/index.ts'
import type { Campaigns } from '../plans/campaigns.ts'
import { requireChannel, requireMarketing, requireOutOfBin } from '../plans/out-of-bin.ts'
import { type CampaignRow, type Frozen, missingOf, planOf } from '../plans/plan.ts'
import { callOf } from './calls.ts'
import { hasLanguages } from './languages.ts'
import { campaignVariables } from './variables.ts'

/**
 * The draft somebody wants to launch, as complete as a launch needs it.
 * @throws campaign.notDraft, campaign.changedMeanwhile, campaign.noControlReason, campaign.incomplete
 */
export async function checked(
  campaigns: Campaigns,
  workspace: Workspace,
  id: string,
  version: number,
): Promise<CampaignRow> {
  const row = await campaigns.row(workspace, id)
  if (row.status !== 'draft' || row.deleted_at !== null)
    throw campaignErrors.notDraft({ name: row.name, status: row.deleted_at ? 'deleted' : row.status })
  if (row.version !== version)
    throw campaignErrors.changedMeanwhile({ name: row.name, theirs: row.version, yours: version })
  const plan = planOf(row)
  if (plan.controlShare === 0 && plan.noControlReason.trim() === '') throw campaignErrors.noControlReason({})
  const missing = missingOf(plan)
  if (missing.length > 0)
    throw campaignErrors.incomplete({
      name: row.name,
      missing: missing.map((m) => m.en).join(', '),
      missingZh: missing.map((m) => m['zh-CN']).join('、'),
    })
  return row
}

/**
 * Everything the campaign will run on, read once, with the forecast that was confirmed.
 * @param shown recipients somebody has seen and agreed to; null where nobody was asked
 * @throws campaign.incomplete, campaign.inBin, campaign.creativeFaulty, campaign.nobody,
 *   campaign.audienceChanged, desk.unknownTeam, desk.unknownScript
 */
export async function freeze(
  deps: CampaignDeps,
  parts: { offers: Offers; creatives: Creatives },
  workspace: Workspace,
  row: CampaignRow,
  shown: number | null,
): Promise<Frozen> {
  const plan = planOf(row)
  const [segment, offer, creative] = await Promise.all([
    deps.segments.get(workspace, plan.segmentId ?? ''),
    plan.offerId === null ? null : parts.offers.get(workspace, plan.offerId),
    parts.creatives.get(workspace, plan.creativeId ?? ''),
  ])
  requireOutOfBin(row, { segment, offer, creative })
  requireMarketing(row, segment)
  requireChannel(plan, creative)
  if (plan.channel === 'call')
    for (const language of languagesOf(creative))
      await deps.calls.check(workspace, callOf(inLanguage(creative, language)))
  if (offer === null && languagesOf(creative).some((language) => namesOffer(inLanguage(creative, language))))
    throw campaignErrors.incomplete({
      name: row.name,
      missing: 'an offer, which the creative names',
      missingZh: '营销方案（创意中引用了它）',
    })
  const survey = await surveyFor(deps, workspace, row, creative)
  if (plan.channel === 'email') await requireSendable(deps, workspace, creative, { offer, surveyId: survey })
  const { marginBasis, ...predicted } = await forecast(deps, workspace, {
    plan,
    rule: segment.rule,
    salt: row.salt,
    offerCostMinor: offer?.costMinor ?? 0,
    creative,
  })
  const now = predicted.recipients
  if (now === 0) throw campaignErrors.nobody({ name: row.name })
  if (shown !== null && Math.abs(now - shown) > 0.05 * Math.max(1, shown))
    throw campaignErrors.audienceChanged({ shown, now })
  return {
    rule: segment.rule,
    segmentName: segment.name,
    segmentWords: segment.words,
    offer,
    creative,
    forecast: predicted,
    marginBasis,
    surveyId: survey,
  }
}

/** What the creative's link to a survey leads to, for as long as it runs; null where it has none. @throws campaign.incomplete */
async function surveyFor(
  { ledger }: Pick<CampaignDeps, 'ledger'>,
  workspace: Workspace,
  row: CampaignRow,
  creative: Frozen['creative'],
): Promise<string | null> {
  if (!languagesOf(creative).some((language) => linksSurvey(inLanguage(creative, language)))) return null
  const survey = await linkedSurvey(ledger.db, workspace, planOf(row).surveyId)
  if (survey) return survey.id
  throw campaignErrors.incomplete({
    name: row.name,
    missing: 'an open survey, which the creative links to',
    missingZh: '进行中的调查（创意中有指向调查的链接）',
  })
}

/** What its editor shows as an error, in any language, keeps it from being sent. @throws campaign.creativeFaulty */
async function requireSendable(
  deps: Pick<CampaignDeps, 'defaultLandingUrl'>,
  workspace: Workspace,
  creative: Frozen['creative'],
  of: { offer: Frozen['offer']; surveyId: string | null },
): Promise<void> {
  for (const language of languagesOf(creative)) {
    const { defaultLandingUrl: url } = deps
    const variables = campaignVariables(workspace, { language, ...of }, { landingUrl: url, houseUrl: url })
    const [first] = await errorsOfMail(workspace, inLanguage(creative, language), variables)
    const name = hasLanguages(creative) ? `${creative.name} (${language})` : creative.name
    if (first) throw campaignErrors.creativeFaulty({ name, problem: first.en, problemZh: first['zh-CN'] })
  }
}

function namesOffer({ subject, preheader, mjml, text }: Frozen['creative']): boolean {
  return /\{[{%][^}]*\boffer\./.test(`${subject}${preheader}${mjml}${text}`)
}

function linksSurvey({ mjml, text, fields }: Frozen['creative']): boolean {
  return /\bsurvey_link\b/.test(`${mjml}${text}${JSON.stringify(fields ?? {})}`)
}
