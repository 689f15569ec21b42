import type { LabelledNote } from '../labels.ts'
import { enNone } from './en-none.ts'
import { enReasons } from './en-reasons.ts'
import { readNotes } from './read.ts'
import { varied } from './varied.ts'
import { zhBadExperience } from './zh/bad-experience.ts'
import { zhComplaints } from './zh/complaints.ts'
import { zhGood } from './zh/good.ts'
import { zhHasOther } from './zh/has-other.ts'
import { zhLater } from './zh/later.ts'
import { zhNoNeed } from './zh/no-need.ts'
import { zhNotDecisionMaker } from './zh/not-decision-maker.ts'
import { zhOther } from './zh/other.ts'
import { zhPrice } from './zh/price.ts'
import { zhPrivacy } from './zh/privacy.ts'
import { zhTrust } from './zh/trust.ts'
import { zhUnsuited } from './zh/unsuited.ts'

let notes: readonly LabelledNote[] | null = null

/**
 * The notes every coder starts from: some 900 Chinese and 250 English ones with Cantonese and northern turns of phrase,
 * slips of typing and denials, written and labelled for this purpose. They tell of no real person and stand under the
 * licence of the package.
 */
export function baseNotes(): readonly LabelledNote[] {
  notes ??= [
    ...readNotes(zhPrice, 'price'),
    ...readNotes(zhNoNeed, 'no_need'),
    ...readNotes(zhHasOther, 'has_other'),
    ...readNotes(zhBadExperience, 'bad_experience'),
    ...readNotes(zhLater, 'later'),
    ...readNotes(zhPrivacy, 'privacy'),
    ...readNotes(zhNotDecisionMaker, 'not_decision_maker'),
    ...readNotes(zhUnsuited, 'unsuited'),
    ...readNotes(zhTrust, 'trust'),
    ...readNotes(zhOther, 'other'),
    ...readNotes(zhComplaints, null),
    ...readNotes(zhGood, null),
    ...readNotes(enReasons, null),
    ...readNotes(enNone, null),
    ...readNotes(varied, null),
  ]
  return notes
}
