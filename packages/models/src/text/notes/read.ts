import {
  type LabelledNote,
  type NoteTopic,
  noteTopics,
  type RefusalReason,
  refusalReasons,
} from '../labels.ts'

const tones = { '-': -1, '0': 0, '+': 1 } as const

/**
 * Reads a block of notes, one a line. `@ topics tone` holds for the lines below it, ` # topics tone` for its own line,
 * `= reason` (or `none`) for those below; topics with commas between, `-` for none.
 * @throws Error for an unknown topic, tone or reason: the notes are ours, so it is a slip of ours
 */
export function readNotes(block: string, reason: RefusalReason | null): LabelledNote[] {
  const notes: LabelledNote[] = []
  let [under, meaning] = [reason, meaningOf('- 0')]
  for (const line of block.split('\n')) {
    if (line.startsWith('= ')) under = reasonOf(line.slice(2))
    else if (line.startsWith('@ ')) meaning = meaningOf(line.slice(2))
    else if (line.trim() !== '') {
      const [text = '', own] = line.split(' # ')
      notes.push({ text: text.trim(), reason: under, ...(own === undefined ? meaning : meaningOf(own)) })
    }
  }
  return notes
}

function meaningOf(words: string): Pick<LabelledNote, 'topics' | 'sentiment'> {
  const [topics = '', tone = ''] = words.trim().split(' ')
  const sentiment = tones[tone as keyof typeof tones]
  if (sentiment === undefined) throw new Error(`No such tone: "${words}"`)
  return { topics: topics === '-' ? [] : topics.split(',').map(topicOf), sentiment }
}

function topicOf(word: string): NoteTopic {
  const topic = noteTopics.find((known) => known === word)
  if (!topic) throw new Error(`No such topic: "${word}"`)
  return topic
}

function reasonOf(word: string): RefusalReason | null {
  if (word === 'none') return null
  const reason = refusalReasons.find((known) => known === word)
  if (!reason) throw new Error(`No such reason: "${word}"`)
  return reason
}
