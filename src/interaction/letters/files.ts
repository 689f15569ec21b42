import { Readable } from 'node:stream'
import iconv from 'iconv-lite'
import { csvLine } from '../../kit/csv.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { BatchRow } from './batch-row.ts'
import type { LetterDeps } from './deps.ts'
import { designOf } from './make-batch.ts'
import type { LetterDesign, PrintedLetter } from './print/design.ts'
import { letterSettings } from './settings.ts'

export interface BatchContent {
  design: LetterDesign
  letters: PrintedLetter[]
}

/** Everything a batch prints, in the order of its pages; letters that were taken out or erased are missing. */
export async function batchContent(
  deps: Pick<LetterDeps, 'ledger' | 'vaultOf'>,
  workspace: Workspace,
  batch: BatchRow,
): Promise<BatchContent> {
  const vault = await deps.vaultOf(workspace.id)
  const rows = await deps.ledger.db
    .selectFrom('letters')
    .select('content')
    .where('batch_id', '=', batch.id)
    .where('state', '!=', 'pulled')
    .orderBy('place')
    .execute()
  const language = batch.language === 'en' ? 'en' : 'zh-CN'
  return {
    design: designOf(workspace, letterSettings.parse(batch.settings), language, batch.created_at),
    letters: rows.map(({ content }) => JSON.parse(vault.decrypt(content)) as PrintedLetter),
  }
}

export const encodings = { 'utf-8': 'utf-8', gb18030: 'gb18030' } as const
export type Encoding = keyof typeof encodings

const addressColumns = 5

/**
 * One row a letter, for a mail house that prints itself. GB 18030 has every sign that GBK has, in the same bytes, and all
 * others too, so that no name is damaged.
 */
export function mailHouseFile({ letters }: BatchContent, encoding: Encoding): Readable {
  const head = [
    'code',
    ...Array.from({ length: addressColumns }, (_, i) => `address_${i + 1}`),
    ...['headline', 'text', 'offer_url', 'opt_out_url'],
  ]
  function* lines() {
    // The mark lets spreadsheet programs read Chinese.
    yield encode((encoding === 'utf-8' ? '\uFEFF' : '') + csvLine(head), encoding)
    for (const letter of letters) {
      const lines = [...letter.address.slice(0, addressColumns - 1)]
      lines.push(letter.address.slice(addressColumns - 1).join(' '))
      while (lines.length < addressColumns) lines.push('')
      yield encode(
        csvLine([
          letter.code,
          ...lines,
          letter.headline,
          letter.body,
          letter.offerUrl ?? '',
          letter.optOutUrl,
        ]),
        encoding,
      )
    }
  }
  return Readable.from(lines())
}

const encode = (text: string, encoding: Encoding): Buffer =>
  encoding === 'utf-8' ? Buffer.from(text, 'utf8') : iconv.encode(text, 'gb18030')
