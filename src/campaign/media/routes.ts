import { Readable } from 'node:stream'
import { type Route, route } from '../../kit/api.ts'
import { csvLine } from '../../kit/csv.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import { campaignErrors } from '../errors.ts'
import { checkAudienceFile, listAudienceFormats, takeAudienceFile } from './api.ts'
import { type AudienceWish, chooseAudience } from './choose.ts'
import type { MediaDeps } from './deps.ts'
import type { AudienceFormat } from './formats/format.ts'
import { audienceFormats } from './formats/index.ts'

interface Asked extends AudienceWish {
  format: string
  use: 'target' | 'exclude'
}

/** Files for advertising platforms: nothing is kept of them but that they were taken. */
export function mediaRoutes(deps: MediaDeps): Route[] {
  const chosen = async (workspace: Workspace, asked: Asked) => {
    const format = formatOf(asked.format)
    // Who must not be advertised to is not compared with anybody: nobody is left out of that for the sake of a control.
    const campaignId = asked.use === 'exclude' ? null : asked.campaignId
    const [found, smallest] = [
      await chooseAudience(deps, workspace, { ...asked, campaignId }, format),
      await deps.smallestGroup(workspace),
    ]
    return { format, found, smallest }
  }
  return [
    route(listAudienceFormats, async () => ({
      formats: audienceFormats.map(({ id, label, about }) => ({ id, label, about })),
    })),
    route(checkAudienceFile, async ({ workspace }, { body }) => {
      const { found, smallest } = await chosen(workspace, body)
      return { people: found.people, rows: found.rows.length, leftOut: found.leftOut, smallest }
    }),
    route(takeAudienceFile, async ({ workspace, actor }, { body }) => {
      const { format, found, smallest } = await chosen(workspace, body)
      if (found.rows.length < smallest) throw campaignErrors.fewForFile({ rows: found.rows.length, smallest })
      await writeAudit(deps.ledger.db, {
        ...{ workspaceId: workspace.id, actor, action: 'media.audience_file' },
        subject: { kind: 'segment', id: body.segmentId },
        detail: {
          ...{ format: format.id, for: body.use, campaign: body.campaignId, rows: found.rows.length },
          ...{ use: 'sharing', purpose: body.reason },
        },
      })
      return {
        raw: Readable.from(linesOf(format, found.rows)),
        contentType: 'text/csv; charset=utf-8',
        fileName: `${body.use}-${format.id}.csv`,
      }
    }),
  ]
}

function* linesOf({ head }: AudienceFormat, rows: readonly string[][]) {
  if (head !== null) yield csvLine(head)
  for (const row of rows) yield csvLine(row)
}

function formatOf(id: string): AudienceFormat {
  const format = audienceFormats.find((one) => one.id === id)
  if (!format) throw new Error(`There is no format ${id}.`)
  return format
}
