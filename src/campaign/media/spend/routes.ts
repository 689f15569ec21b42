import { type Route, route, type Upload } from '../../../kit/api.ts'
import { commonErrors } from '../../../kit/errors.ts'
import type { MediaDeps } from '../deps.ts'
import * as api from './api.ts'
import { weeksUpToNow } from './brought.ts'
import { mediaFigures } from './figures.ts'
import { checkSpendFile, importSpendFile } from './import.ts'
import { spendImportsOf, undoSpendImport } from './imports.ts'
import { spendPlatforms } from './platforms/index.ts'
import { spendFields } from './platforms/platform.ts'
import { saveTie, tieChoices } from './ties.ts'

/** What media cost and whom they brought. */
export function mediaSpendRoutes(deps: Pick<MediaDeps, 'ledger' | 'warehouse'>): Route[] {
  return [
    route(api.listSpendFormats, async () => ({
      formats: spendPlatforms.map(({ id, label, about }) => ({ id, label, about })),
    })),
    route(api.checkSpend, async ({ workspace }, { query, upload }) =>
      checkSpendFile(deps, workspace, await wholeFile(upload), wishOf(query)),
    ),
    route(api.importSpend, async ({ workspace, actor }, { query, upload }) =>
      importSpendFile(deps, workspace, actor, await wholeFile(upload), wishOf(query)),
    ),
    route(api.listSpendImports, async ({ workspace }) => ({ items: await spendImportsOf(deps, workspace) })),
    route(api.undoSpendImport, async ({ workspace, actor }, { params }) => ({
      days: await undoSpendImport(deps, workspace, actor, params.id),
    })),
    route(api.listMediaTies, ({ workspace }) => tieChoices(deps, workspace)),
    route(api.saveMediaTie, async ({ workspace, actor }, { body }) => ({
      before: await saveTie(deps, workspace, actor, body),
    })),
    route(api.getMediaFigures, ({ workspace }, { query }) =>
      mediaFigures(deps, workspace, weeksUpToNow(workspace, query.weeks)),
    ),
  ]
}

async function wholeFile(upload: Upload | null): Promise<{ name: string; content: Buffer }> {
  if (!upload) throw commonErrors.invalidInput({ where: 'file', problem: 'no file was sent' })
  const chunks: Buffer[] = []
  for await (const chunk of upload.stream) chunks.push(chunk as Buffer)
  return { name: upload.fileName, content: Buffer.concat(chunks) }
}

function wishOf(query: api.SpendQuery) {
  const said = spendFields.flatMap((field) => {
    const column = query[`${field}Column`]
    return column === undefined ? [] : [[field, column] as const]
  })
  return { ...query, columns: Object.fromEntries(said) }
}
