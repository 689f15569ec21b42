import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import type { Answer } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { AssessmentForm } from './assessment-form.tsx'
import { Files } from './files.tsx'

export type AssessmentState = Answer<'/api/workspaces/{workspace}/impact-assessment', 'get'>
type Risk = NonNullable<AssessmentState['current']>['content']['risks'][number]

/** Whether what is done was assessed, what has changed since, and every assessment. */
export function AssessmentPart() {
  const { t } = useTranslation()
  const query = useRead('/impact-assessment')
  return (
    <Loaded query={query} where={t('processing.assessment.title')} height={240}>
      {(state) => <Assessed state={state} />}
    </Loaded>
  )
}

function Assessed({ state }: { state: AssessmentState }) {
  const { t } = useTranslation()
  const may = useMay('settings.manage')
  const [open, setOpen] = useState(false)
  const { current, changes } = state
  const isDue = state.state !== 'current'
  const begin = may ? (
    <Button type={isDue ? 'primary' : 'default'} onClick={() => setOpen(true)}>
      {t(`processing.assessment.${current ? 'anew' : 'begin'}`)}
    </Button>
  ) : null
  return (
    <Part
      title={t('processing.assessment.title')}
      {...(current
        ? { note: t(`processing.assessment.conclusions.${current.content.conclusion}`), actions: begin }
        : {})}
    >
      {current === null ? (
        <EmptyState title={t('processing.assessment.states.none')} action={begin}>
          {t('processing.assessment.noneHelp')}
        </EmptyState>
      ) : (
        <div className="stack">
          <p>
            <strong>{t(`processing.assessment.states.${state.state}`)}</strong>
          </p>
          {changes.length > 0 ? <Changes changes={changes} /> : null}
          <Risks risks={current.content.risks} />
          <Versions versions={state.versions} />
        </div>
      )}
      {open ? <AssessmentForm state={state} onClose={() => setOpen(false)} /> : null}
    </Part>
  )
}

function Changes({ changes }: Pick<AssessmentState, 'changes'>) {
  const { t } = useTranslation()
  const local = useLocal()
  const col = (name: 'section' | 'name' | 'kind' | 'details') => t(`processing.assessment.col.${name}`)
  return (
    <DataTable
      label={t('processing.assessment.changes')}
      rows={changes.map((change, at) => ({ ...change, at }))}
      rowKey={({ at }) => String(at)}
      columns={[
        { key: 'section', title: col('section'), render: ({ title }) => local(title) },
        { key: 'name', title: col('name'), render: ({ name }) => local(name) },
        {
          key: 'kind',
          title: col('kind'),
          width: 100,
          render: ({ kind }) => t(`processing.assessment.kinds.${kind}`),
        },
        {
          key: 'details',
          title: col('details'),
          render: ({ details }) =>
            details.map(({ label, before, after }) => (
              <div key={label.en}>
                <span className="soft">{local(label)}</span> {before ? local(before) : '–'} →{' '}
                {after ? local(after) : '–'}
              </div>
            )),
        },
      ]}
    />
  )
}

function Risks({ risks }: { risks: readonly Risk[] }) {
  const { t } = useTranslation()
  const col = (name: 'risk' | 'before' | 'measures' | 'left') => t(`processing.assessment.col.${name}`)
  const grade = (likelihood: number, severity: number) =>
    t('processing.assessment.grade', {
      level: t(`processing.assessment.levels.${levelOf(likelihood, severity)}`),
      likelihood,
      severity,
    })
  return (
    <DataTable
      label={t('processing.assessment.risks')}
      rows={risks.map((risk, at) => ({ ...risk, at }))}
      rowKey={({ at }) => String(at)}
      columns={[
        { key: 'risk', title: col('risk'), width: '28%', render: ({ what }) => what },
        {
          key: 'before',
          title: col('before'),
          width: 150,
          render: (risk) => grade(risk.likelihood, risk.severity),
        },
        {
          key: 'measures',
          title: col('measures'),
          render: ({ measures }) => <div className="text-lines">{measures}</div>,
        },
        {
          key: 'left',
          title: col('left'),
          width: 150,
          render: (risk) => grade(risk.leftLikelihood, risk.leftSeverity),
        },
      ]}
    />
  )
}

/** The grid of the server's files: up to 3 low, 6 medium, 9 high. */
function levelOf(likelihood: number, severity: number): 'low' | 'medium' | 'high' | 'very_high' {
  const product = likelihood * severity
  return product <= 3 ? 'low' : product <= 6 ? 'medium' : product <= 9 ? 'high' : 'very_high'
}

function Versions({ versions }: Pick<AssessmentState, 'versions'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const col = (name: 'version' | 'at' | 'by' | 'conclusion' | 'files') =>
    t(`processing.assessment.col.${name}`)
  return (
    <DataTable
      label={t('processing.assessment.versions')}
      rows={versions}
      rowKey={({ version }) => String(version)}
      columns={[
        {
          key: 'version',
          title: col('version'),
          width: 80,
          render: ({ version }) => format.integer(version),
        },
        {
          key: 'at',
          title: col('at'),
          render: ({ savedAt, savedBy }) => `${format.dateTime(savedAt)} · ${savedBy}`,
        },
        { key: 'by', title: col('by'), render: ({ decidedBy }) => decidedBy },
        {
          key: 'conclusion',
          title: col('conclusion'),
          render: ({ conclusion }) => t(`processing.assessment.conclusions.${conclusion}`),
        },
        {
          key: 'files',
          title: col('files'),
          width: 200,
          render: ({ version }) => (
            <Files
              of="impact-assessment"
              version={version}
              name={`${t('processing.assessment.title')} ${format.integer(version)}`}
            />
          ),
        },
      ]}
    />
  )
}
