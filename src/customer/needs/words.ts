import type { Stance } from './topics.ts'

/** What files and programs say of a topic, lower case. A bare yes means the topic's kind; no takes back what was said. */
const sayings: Readonly<Record<Stance | 'yes' | 'none', readonly string[]>> = {
  yes: ['yes', 'y', 'true', '1', 'x', '✓', '√', '是', '有', '要', '对'],
  none: ['no', 'n', 'false', '0', '否', '无', '没有', '不', '不需要', '无所谓', 'none'],
  need: ['need', 'needs', 'required', 'must', '需要', '必须', '刚需'],
  like: ['like', 'likes', 'love', 'loves', 'prefer', 'prefers', 'preferred', '喜欢', '偏好', '爱', '最爱'],
  avoid: [
    'avoid',
    'avoids',
    'dislike',
    'dislikes',
    'hate',
    'never',
    '不要',
    '不想要',
    '不喜欢',
    '讨厌',
    '忌口',
  ],
}

const pairs = (Object.keys(sayings) as (keyof typeof sayings)[]).flatMap((meaning) =>
  sayings[meaning].map((word) => [word, meaning] as const),
)
/** The words of files and what each means, in the same order. */
export const spoken = {
  words: pairs.map(([word]) => word),
  meanings: pairs.map(([, meaning]) => meaning),
}

/** @param value as the engine keeps it, JSON @returns null: nobody can tell, so nothing was said */
export function meaningOf(value: string, kind: Stance): Stance | 'none' | null {
  const at = spoken.words.indexOf(value.replace(/^[" ]+|[" ]+$/g, '').toLowerCase())
  const meaning = spoken.meanings[at]
  return meaning === 'yes' ? kind : (meaning ?? null)
}

const strengths: readonly (readonly string[])[] = [
  ['', '0'],
  ['1', 'a little', 'little', 'low', 'weak', '略微', '一般', '弱', '低'],
  ['2', 'clearly', 'clear', 'medium', '明确', '中', '中等'],
  ['3', 'very', 'very much', 'high', 'strong', '强烈', '非常', '强', '高'],
]

/** @param text of a file @returns 0: not said; null: nobody can tell */
export function strengthOf(text: string): number | null {
  const word = text.normalize('NFKC').trim().toLowerCase()
  const strength = strengths.findIndex((words) => words.includes(word))
  return strength < 0 ? null : strength
}

/** One word of a customer on one topic. */
export interface SaidWord {
  topic: string
  stance: Stance | 'none'
  /** 1 a little, 2 clearly, 3 very; 0: not said. */
  strength: number
  /** YYYY-MM-DD in the zone of the workspace. */
  saidOn: string
  /** The last day it holds; null: until something else is said. */
  validUntil: string | null
  /** When it was noted, or came in. */
  notedMs: number
  byHand: boolean
  /** Orders words that came at the same moment. */
  id: string
}

/** The newest word on a topic, as `needs-now.ts` chooses in the engine. */
export function newestWord<W extends SaidWord>(words: readonly W[]): W | null {
  return words.reduce<W | null>((best, one) => (best === null || isNewer(one, best) ? one : best), null)
}

export function isNewer(a: SaidWord, b: SaidWord): boolean {
  if (a.saidOn !== b.saidOn) return a.saidOn > b.saidOn
  if (a.notedMs !== b.notedMs) return a.notedMs > b.notedMs
  if (a.byHand !== b.byHand) return a.byHand
  return a.id === b.id ? a.stance > b.stance : a.id > b.id
}

/** Whether a word, the newest on its topic, says something on that day. */
export function holdsOn(word: SaidWord, day: string): boolean {
  return word.stance !== 'none' && (word.validUntil === null || word.validUntil >= day)
}
