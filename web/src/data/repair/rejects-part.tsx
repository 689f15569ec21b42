import { Button, Segmented } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSlug } from '../../api/hooks.ts'
import type { ImportRecord, RepairOverview } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { Paged } from '../../ui/paged.tsx'
import { EmptyState, ErrorState, Loaded } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useRunningImport } from '../use-import-flow.ts'
import { CorrectMapping } from './correct-mapping.tsx'
import { PastRepairs } from './past-repairs.tsx'
import { ReplaceForm } from './replace-form.tsx'
import { type RowsShown, RowsTable } from './rows-table.tsx'
import { useRepair } from './use-repair.ts'

/** The rows of an import that were not stored, repaired where they are. */
export function RejectsPart({ record }: { record: ImportRecord }) {
  const { t } = useTranslation()
  const slug = useSlug()
  const [shown, setShown] = useState<RowsShown>('open')
  const [mapping, setMapping] = useState(false)
  const state = useRepair(record.id, shown)
  const download = (
    <Button href={`/api/workspaces/${slug}/imports/${record.id}/rejects.csv`} download>
      {t('data.rejectsDownload')}
    </Button>
  )
  return (
    <Loaded query={state.overview} where={t('data.rejects')} height={240}>
      {(overview) =>
        overview.open + overview.dropped + overview.stored === 0 ? (
          <Part title={t('data.rejects')}>
            <EmptyState title={t('data.rejectsNone')} />
          </Part>
        ) : mapping ? (
          <CorrectMapping
            importId={record.id}
            starting={state.starting}
            error={state.failure}
            onStart={(corrected) => void state.store(corrected).then((begun) => setMapping(!begun))}
            onClose={() => setMapping(false)}
          />
        ) : (
          <>
            <Repair
              {...{ record, overview, state, shown, setShown, download }}
              onMapping={() => setMapping(true)}
            />
            <PastRepairs repairs={overview.repairs} />
          </>
        )
      }
    </Loaded>
  )
}

function Repair({
  record,
  overview,
  state,
  shown,
  setShown,
  download,
  onMapping,
}: {
  record: ImportRecord
  overview: RepairOverview
  state: ReturnType<typeof useRepair>
  shown: RowsShown
  setShown: (shown: RowsShown) => void
  download: ReactNode
  onMapping: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const locked = record.status !== 'done' || state.running !== null
  const first =
    state.list.items.flatMap(({ problems }) => problems.flatMap(({ column }) => column ?? []))[0] ?? 0
  const fits = overview.fits
  return (
    <Part
      title={t('data.rejects')}
      note={t('data.repair.note')}
      actions={
        <>
          {download}
          {record.status === 'done' && overview.open > 0 ? (
            <>
              <Button disabled={locked} onClick={onMapping}>
                {t('data.repair.mapping')}
              </Button>
              <Button
                type="primary"
                disabled={locked || fits === 0}
                loading={state.starting || state.running !== null}
                onClick={() => void state.store()}
              >
                {fits === null
                  ? t('data.repair.storeAll')
                  : t('data.repair.store', { count: fits, rows: format.integer(fits) })}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      <div className="stack">
        {state.failure ? <ErrorState error={state.failure} where={t('data.rejects')} /> : null}
        {state.running ? <Storing {...state.running} onEnd={state.ended} /> : null}
        <div className="bar">
          <Segmented
            aria-label={t('data.rejects')}
            value={shown}
            onChange={setShown}
            options={(['open', 'dropped', 'stored'] as const).map((value) => ({
              value,
              label: `${t(`data.repair.shown.${value}`)} ${format.integer(overview[value])}`,
            }))}
          />
          {shown === 'open' ? <span className="faint">{t('data.repair.keys')}</span> : null}
        </div>
        {shown === 'open' && !locked && overview.open > 1 ? (
          <ReplaceForm
            key={first}
            importId={record.id}
            header={overview.header}
            first={first}
            onDone={state.anew}
          />
        ) : null}
        <Paged
          list={state.list}
          where={t('data.rejects')}
          height={240}
          empty={{ title: t(`data.repair.none.${shown}`) }}
        >
          {(rows) => (
            <RowsTable
              rows={rows}
              overview={overview}
              kind={record.kind}
              shown={shown}
              locked={locked}
              onSave={(row, cells) => void state.save(row, cells)}
              onDrop={(row) => void state.drop(row)}
            />
          )}
        </Paged>
      </div>
    </Part>
  )
}

function Storing(props: { importId: string; taskId: string; onEnd: (record: ImportRecord) => void }) {
  const { t } = useTranslation()
  const { error } = useRunningImport(props.importId, props.taskId, props.onEnd)
  return (
    <div>
      <p role="status">{t('data.repair.storing')}</p>
      {error ? <ErrorState error={error} /> : null}
    </div>
  )
}
