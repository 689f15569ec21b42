import { useParams } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import type { OneHealth } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { EmptyState, Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { AlertList } from './alert-list.tsx'
import { Checks } from './checks.tsx'
import { Dimensions } from './dimensions.tsx'
import { Fields } from './fields.tsx'
import { VolumeChart } from './volume-chart.tsx'

/** One source: what contradicts, field by field, run by run. */
export function SourceHealthPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useRead('/health/{id}', { path: { id } })
  return (
    <Loaded query={query} where={t('quality.health.title')} height={480}>
      {(health) => <OneSource health={health} />}
    </Loaded>
  )
}

function OneSource({ health }: { health: OneHealth }) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const { source } = health
  const streams = source.kind === 'stream'
  const own = health.fields.filter(({ dataset }) => dataset === source.brings)
  const traits = health.fields.filter(({ dataset }) => dataset !== source.brings)
  return (
    <Page
      title={source.name}
      back={{ to: '/data/health', label: t('quality.health.title') }}
      answers={
        <>
          {t(`quality.dataset.${source.brings}`)} ·{' '}
          {t('quality.map.owner', { owner: source.owner || t('quality.map.noOwner') })}
          {source.newest ? ` · ${t('quality.health.newestRow', { at: format.dateTime(source.newest) })}` : ''}
          {source.promisedHours !== null
            ? ` · ${t('quality.health.promised', { hours: format.decimal(source.promisedHours, 0) })}`
            : ''}
        </>
      }
      actions={
        <>
          {health.lastImportId ? (
            <Go to={`/data/imports/${health.lastImportId}`}>{t('quality.health.rejects')}</Go>
          ) : null}
          {streams ? <Go to={`/data/sources/${source.id}`}>{t('quality.contracts.look')}</Go> : null}
          <MeasureNow id={source.id} />
        </>
      }
    >
      {source.now ? (
        <Part title={t('quality.health.meaning')}>
          <Dimensions source={source} />
          {source.meaning.map((text) => (
            <p key={text.en}>{local(text)}</p>
          ))}
        </Part>
      ) : (
        <EmptyState title={t('quality.health.unmeasured')}>{t('quality.health.unmeasuredHelp')}</EmptyState>
      )}
      {health.alerts.length > 0 ? (
        <Part title={t('quality.health.alerts')}>
          <AlertList alerts={health.alerts} label={t('quality.health.alerts')} />
        </Part>
      ) : null}
      {source.now ? (
        <Part title={t('quality.health.checks')} note={t('quality.health.checksNote')}>
          <Checks checks={health.checks} />
        </Part>
      ) : null}
      {health.volume.length > 1 ? (
        <Part title={t('quality.health.volume')}>
          <VolumeChart volume={health.volume} />
        </Part>
      ) : null}
      {own.length > 0 ? (
        <Part title={t('quality.health.fields')} note={t('quality.health.fieldsNote')}>
          <Fields fields={own} label={t('quality.health.fields')} />
        </Part>
      ) : null}
      {traits.length > 0 ? (
        <Part title={t('quality.health.traits')} note={t('quality.health.traitsNote')}>
          <Fields fields={traits} label={t('quality.health.traits')} />
        </Part>
      ) : null}
      {source.runs.length > 0 ? (
        <Part title={t('quality.health.runs')}>
          <Runs source={source} />
        </Part>
      ) : null}
    </Page>
  )
}

function Runs({ source }: { source: OneHealth['source'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const runs = [...source.runs].reverse()
  return (
    <DataTable
      label={t('quality.health.runs')}
      rows={runs}
      rowKey={(run) => run.runId}
      linkOf={(run) => (source.kind === 'stream' ? null : `/data/imports/${run.runId}`)}
      columns={[
        { key: 'at', title: t('quality.health.run'), render: (run) => format.dateTime(run.at) },
        {
          key: 'rows',
          title: t('quality.health.rowsRead'),
          figure: true,
          render: (run) => format.integer(run.rows),
        },
        {
          key: 'rejected',
          title: t('quality.health.rejected'),
          figure: true,
          render: (run) => format.integer(run.rejected),
        },
        {
          key: 'stored',
          title: t('quality.health.stored'),
          figure: true,
          render: (run) => format.integer(run.stored),
        },
        ...(['completeness', 'uniqueness', 'validity', 'timeliness', 'consistency'] as const).map((name) => ({
          key: name,
          title: t(`quality.dimension.${name}`),
          figure: true,
          render: (run: (typeof runs)[number]) => format.percent(run[name]),
        })),
      ]}
    />
  )
}

function MeasureNow({ id }: { id: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const may = useMay('imports.run')
  const measure = useWrite('post', '/health/{id}/measure', ['/health', '/field-map', '/home'])
  if (!may) return null
  const run = async () => {
    try {
      await measure.mutateAsync({ path: { id } })
      void message.success(t('quality.health.measured'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Button loading={measure.isPending} onClick={() => void run()}>
      {t('quality.health.measure')}
    </Button>
  )
}
