import { Readable } from 'node:stream'
import { dateReader, openTable } from '../../customer/index.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { reviewErrors } from './errors.ts'

/** A review as a file has it. */
export interface FileReview {
  row: number
  words: string
  at: Date
  stars: number | null
  product: string
  /** The company's own number of the writer; '' where the file names none. */
  customer: string
  /** Its number at the source; '' where the file has none. */
  ref: string
  /** '' where the file names none. */
  source: string
}

export interface BadRow {
  row: number
  problem: Localized
}

export const mostReviews = 20_000
const longestWords = 4_000

/** Names a column may have, in any case. */
const names: Readonly<
  Record<'words' | 'date' | 'stars' | 'product' | 'customer' | 'ref' | 'source', readonly string[]>
> = {
  words: [
    'words',
    'text',
    'review',
    'content',
    'comment',
    'body',
    '内容',
    '评论',
    '评价',
    '评价内容',
    '评论内容',
  ],
  date: ['date', 'at', 'time', 'created_at', '日期', '时间', '评价时间', '评论时间', '发布时间'],
  stars: ['stars', 'rating', 'score', '星级', '评分', '打分'],
  product: ['product', 'product_id', 'sku', '商品', '商品编号', '商品编码', '货号'],
  customer: ['customer', 'customer_id', 'account', 'member', '客户', '客户号', '会员', '会员号'],
  ref: ['ref', 'id', 'review_id', '编号', '评价编号', '评论编号'],
  source: ['source', 'platform', 'channel', '来源', '平台', '渠道'],
}

const problem = (en: string, zh: string): Localized => ({ en, 'zh-CN': zh })

/**
 * The reviews of a file, each row by itself: what is wrong is named, the rest is read.
 * @throws import.… for what is no table, review.missingColumns, review.tooMany
 */
export async function readReviews(
  workspace: Workspace,
  file: { name: string; content: Buffer },
): Promise<{ reviews: FileReview[]; bad: BadRow[] }> {
  const table = await openTable({
    name: file.name,
    bytes: file.content.length,
    open: () => Readable.from([file.content], { objectMode: false }),
  })
  const header = table.header.map((name) => name.trim().toLowerCase())
  const columnOf = (which: keyof typeof names) => header.findIndex((name) => names[which].includes(name))
  const at = { words: columnOf('words'), date: columnOf('date') }
  const missing = (['words', 'date'] as const).filter((which) => at[which] === -1)
  if (missing.length > 0)
    throw reviewErrors.missingColumns({
      ...{ file: file.name, missing: missing.join(', ') },
      missingZh: missing.map((which) => (which === 'words' ? '内容' : '日期')).join('、'),
    })
  const columns = Object.fromEntries(
    (Object.keys(names) as (keyof typeof names)[]).map((which) => [which, columnOf(which)]),
  ) as Record<keyof typeof names, number>
  const readDate = dateReader(null, workspace.timeZone)
  const [reviews, bad]: [FileReview[], BadRow[]] = [[], []]
  for await (const { rows, numbers } of table.batches)
    for (const [i, cells] of rows.entries()) {
      const row = numbers[i] ?? 0
      const cell = (which: keyof typeof names) => cells[columns[which]]?.trim() ?? ''
      const read = readRow(workspace, cell, readDate, row)
      if ('problem' in read) bad.push(read)
      else reviews.push(read)
      if (reviews.length > mostReviews) throw reviewErrors.tooMany({ most: mostReviews })
    }
  return { reviews, bad }
}

function readRow(
  workspace: Workspace,
  cell: (which: keyof typeof names) => string,
  readDate: (text: string) => number | null,
  row: number,
): FileReview | BadRow {
  const words = cell('words')
  if (words === '') return { row, problem: problem('It has no words.', '没有内容。') }
  if (words.length > longestWords)
    return {
      row,
      problem: problem(`It is longer than ${longestWords} characters.`, `超过 ${longestWords} 字。`),
    }
  const at = readDate(cell('date'))
  if (at === null)
    return { row, problem: problem(`“${cell('date')}” is no date.`, `“${cell('date')}”不是日期。`) }
  if (at > workspace.clock.now().getTime())
    return { row, problem: problem('Its date lies in the future.', '日期在未来。') }
  const stars = starsOf(cell('stars'))
  if (stars === undefined)
    return {
      row,
      problem: problem(
        `“${cell('stars')}” is no number of stars from 1 to 5.`,
        `“${cell('stars')}”不是 1 至 5 的星级。`,
      ),
    }
  const [product, customer, ref, source] = [cell('product'), cell('customer'), cell('ref'), cell('source')]
  if ([product, customer, ref].some((text) => text.length > 200) || source.length > 60)
    return { row, problem: problem('A number or name in it is too long.', '其中的编号或名称过长。') }
  return { row, words, at: new Date(at), stars, product, customer, ref, source }
}

/** `5`, `4.0`, `5星`, `★★★★☆`; null for nothing, undefined for what is none. */
export function starsOf(text: string): number | null | undefined {
  if (text === '') return null
  if (/^[★☆⭐]+$/u.test(text)) {
    const full = [...text].filter((sign) => sign !== '☆').length
    return full >= 1 && full <= 5 ? full : undefined
  }
  const found = /^([1-5])(?:\.0+)?\s*(?:星|stars?)?$/i.exec(text)
  return found ? Number(found[1]) : undefined
}
