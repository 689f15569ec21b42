import { z } from 'zod'
import type { Ledger } from '../../stores/ledger/index.ts'
import { readSetting } from '../profiles/workspace-setting.ts'

/** What somebody can say of a topic. */
export const stances = ['need', 'like', 'avoid'] as const
export type Stance = (typeof stances)[number]

export const stanceLabels = {
  need: { en: 'need', 'zh-CN': '需要' },
  like: { en: 'like', 'zh-CN': '喜欢' },
  avoid: { en: 'do not want', 'zh-CN': '不想要' },
} as const satisfies Record<Stance, unknown>

const named = z.string().trim().min(1).max(200)
const topic = z.object({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/)
    .describe('Never changes; rules name it, and `stated_<id>` is its column of files and its trait'),
  label: z.string().trim().min(1).max(60),
  kind: z.enum(stances).describe('What a bare yes of a file means; a need, a preference or an aversion'),
  shownBy: z
    .discriminatedUnion('by', [
      z.object({ by: z.literal('category'), category: named.describe('At any level of its path') }),
      z.object({
        by: z.literal('event'),
        event: named,
        property: z
          .string()
          .regex(/^[\p{L}_][\p{L}\p{N}_ -]{0,62}$/u)
          .nullable()
          .default(null),
        value: named.nullable().default(null),
      }),
    ])
    .nullable()
    .default(null)
    .describe('Facts that show an interest in it, told beside what was said'),
})
export const topicSettings = z
  .object({ topics: z.array(topic).max(100) })
  .refine(({ topics }) => new Set(topics.map(({ id }) => id)).size === topics.length, 'an id stands twice')
export type TopicSettings = z.output<typeof topicSettings>
export type Topic = TopicSettings['topics'][number]

export const storedTopics = {
  name: 'needTopics',
  schema: topicSettings,
  absent: { topics: [] } as TopicSettings,
}

/** All topics of a workspace. */
export async function needTopicsOf(ledger: Ledger, workspaceId: number): Promise<Topic[]> {
  return (await readSetting(ledger, workspaceId, storedTopics)).topics
}

/** The attribute by which files and programs tell what was said. */
export const statedName = (topicId: string): string => `${statedPrefix}${topicId}`
export const statedPrefix = 'stated_'
