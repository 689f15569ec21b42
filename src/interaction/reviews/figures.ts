import { meanInterval, type NoteTopic, proportionInterval } from '@liangti/models'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Workspace } from '../../kit/workspace.ts'
import type { getReviewFigures, reviewFilterQuery } from './api.ts'
import type { ReviewDeps } from './deps.ts'
import { reviewsWhere } from './list.ts'

type Figures = z.output<typeof getReviewFigures.response>
type Counted = Figures['months'][number]['annoyed']

interface MonthRow {
  month: string
  n: string
  annoyed: string
  starred: string
  stars: string | null
  squares: string | null
  corrected: string
}
interface TopicRow {
  month: string
  topic: string
  n: string
  annoyed: string
}

/** What reviews are about and how they sound; each share is of whole reviews, one of which may be about several things. */
export async function reviewFigures(
  { ledger }: Pick<ReviewDeps, 'ledger'>,
  workspace: Workspace,
  filter: z.output<typeof reviewFilterQuery>,
): Promise<Figures> {
  const where = reviewsWhere(workspace, filter)
  const month = sql`to_char(at AT TIME ZONE ${workspace.timeZone}, 'YYYY-MM')`
  const [{ rows: months }, { rows: topics }, { rows: sources }] = await Promise.all([
    sql<MonthRow>`
      SELECT ${month} AS month, count(*) AS n, count(*) FILTER (WHERE sentiment < 0) AS annoyed, count(stars) AS starred,
        sum(stars) AS stars, sum(stars::int * stars) AS squares, count(*) FILTER (WHERE coded_by <> 'model') AS corrected
      FROM reviews WHERE ${where} GROUP BY 1 ORDER BY 1`.execute(ledger.db),
    sql<TopicRow>`
      SELECT ${month} AS month, topic, count(*) AS n, count(*) FILTER (WHERE sentiment < 0) AS annoyed
      FROM reviews, unnest(topics) AS topic WHERE ${where} GROUP BY 1, 2`.execute(ledger.db),
    sql<{ source: string; n: string }>`
      SELECT source, count(*) AS n FROM reviews WHERE ${where} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50`.execute(
      ledger.db,
    ),
  ])
  const sum = (of: (row: MonthRow) => string | null) =>
    months.reduce((total, row) => total + Number(of(row) ?? 0), 0)
  const n = sum((row) => row.n)
  return {
    computedAt: workspace.clock.now().toISOString(),
    n,
    stars: meanOf(
      sum((row) => row.starred),
      sum((row) => row.stars),
      sum((row) => row.squares),
    ),
    annoyed:
      n === 0
        ? null
        : counted(
            sum((row) => row.annoyed),
            n,
          ),
    topics: allTopics(topics, n),
    months: months.map((row) => ({
      ...{ month: row.month, n: Number(row.n), annoyed: counted(Number(row.annoyed), Number(row.n)) },
      topics: topics
        .filter((one) => one.month === row.month)
        .map((one) => ({ topic: one.topic as NoteTopic, about: counted(Number(one.n), Number(row.n)) }))
        .sort((a, b) => a.topic.localeCompare(b.topic)),
    })),
    sources: sources.map((row) => ({ source: row.source, n: Number(row.n) })),
    corrected: sum((row) => row.corrected),
  }
}

function allTopics(rows: readonly TopicRow[], n: number): Figures['topics'] {
  const of = new Map<string, { n: number; annoyed: number }>()
  for (const row of rows) {
    const one = of.get(row.topic) ?? { n: 0, annoyed: 0 }
    of.set(row.topic, { n: one.n + Number(row.n), annoyed: one.annoyed + Number(row.annoyed) })
  }
  return [...of]
    .map(([topic, one]) => ({
      topic: topic as NoteTopic,
      about: counted(one.n, n),
      annoyed: counted(one.annoyed, one.n),
    }))
    .sort((a, b) => b.about.n - a.about.n || a.topic.localeCompare(b.topic))
}

function counted(n: number, of: number): Counted {
  const { estimate, lo, hi } = proportionInterval(n, of) ?? { estimate: 0, lo: 0, hi: 1 }
  return { n, share: estimate, lo, hi }
}

/** Mean of stars, its interval within 1 to 5; of one review nobody knows how far it may lie off. */
function meanOf(n: number, sum: number, squares: number): Figures['stars'] {
  const mean = meanInterval({ n, sum, sumSquares: squares })
  return mean && { n, mean: mean.estimate, lo: Math.max(1, mean.lo ?? 1), hi: Math.min(5, mean.hi ?? 5) }
}
