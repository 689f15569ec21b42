import type { CodedNote } from '@liangti/models'
import { isGrave } from '../severity.ts'

/** They say it themselves. */
const saysSo = /(?<!不|别|没)投诉|举报|差评|\bcomplain(?:t|ts|ing)?\b/i
/** Somebody who asks is helped by an answer; a case would silence all marketing to them. */
const asks =
  /[?？]\s*$|[吗呢么][。.!！\s]*$|^(?:这个|那)?(?:请问|怎么|如何|能不能|能否|可以|想问)|到哪了?[。.\s]*$|^(?:how|where|when|what|which|who|can|could|do|does|is|are)\b/i
/** Who thanks or praises may use any words beside; the coder knows few of them. */
const praises =
  /谢谢|感谢|(?<!不|没|未)满意|(?<!不)好用|点赞|\b(?:thanks?|thank you|great|courteous|friendly|helpful|lovely|excellent)\b/i
/** Who says that it is dear, or that they do not want to hear of us, refuses and does not complain. */
const refusals: readonly string[] = ['price', 'contact']

/**
 * Whether an answer is a complaint: somebody was or may be hurt, an authority or the press is named, the word itself is
 * used; or the coder hears annoyance about something that was bought or done, and it is no question and no praise. It would rather miss
 * one than take a question for one: a colleague opens the missed one with one key.
 */
export function isComplaint(words: string, coded: Pick<CodedNote, 'sentiment' | 'topics'>): boolean {
  if (isGrave(words) || saysSo.test(words)) return true
  const about = coded.topics.some(({ code }) => !refusals.includes(code))
  return coded.sentiment < 0 && about && !asks.test(words.trim()) && !praises.test(words)
}
