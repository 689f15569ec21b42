import { useParams } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import type { Survey, SurveyFigures } from '../../api/types.ts'
import { ComputedAt, FigureRow } from '../../ui/figures.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { AnswerList } from './answer-list.tsx'
import { ScoreChart } from './score-chart.tsx'
import { SurveyDialog } from './survey-dialog.tsx'
import { ScoreText, useScoreText } from './words.tsx'

/** One survey: how it stands, of whom, and what they wrote. */
export function SurveyPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useRead('/surveys/{id}/figures', { path: { id }, query: { days: 90 } })
  return (
    <Page
      title={query.data?.survey.name ?? t('surveys.one')}
      answers={t('surveys.oneAnswers')}
      back={{ to: '/interaction/surveys', label: t('surveys.list') }}
      actions={query.data ? <Actions survey={query.data.survey} /> : null}
    >
      <Loaded query={query} where={t('surveys.one')} height={320}>
        {(figures) => (
          <>
            <Part
              title={t('surveys.last', { days: figures.days })}
              note={t(`surveys.formula.${figures.survey.kind}`)}
              actions={<ComputedAt at={figures.computedAt} />}
            >
              {figures.weeks.length > 1 ? <ScoreChart figures={figures} /> : null}
              <Figures figures={figures} />
            </Part>
            <Groups figures={figures} />
            <Address survey={figures.survey} />
          </>
        )}
      </Loaded>
      <AnswerList survey={id} />
    </Page>
  )
}

function Actions({ survey }: { survey: Survey }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayEdit = useMay('campaigns.edit')
  const [changing, setChanging] = useState(false)
  const close = useWrite('post', '/surveys/{id}/closing', ['/surveys'])
  if (!mayEdit) return null
  const put = async (isClosed: boolean) => {
    try {
      await close.mutateAsync({ path: { id: survey.id }, body: { isClosed } })
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <>
      <Button onClick={() => setChanging(true)}>{t('surveys.change')}</Button>
      <Button loading={close.isPending} onClick={() => void put(survey.closedAt === null)}>
        {t(survey.closedAt === null ? 'surveys.close' : 'surveys.reopen')}
      </Button>
      {changing ? <SurveyDialog survey={survey} onClose={() => setChanging(false)} /> : null}
    </>
  )
}

function Figures({ figures }: { figures: SurveyFigures }) {
  const { t } = useTranslation()
  const format = useFormat()
  const write = useScoreText()
  const { survey, score, response } = figures
  const { bounds } = response
  return (
    <FigureRow
      items={[
        { label: t(`surveys.kinds.${survey.kind}`), value: <ScoreText kind={survey.kind} score={score} /> },
        {
          label: t('surveys.answered'),
          value: score === null ? '–' : format.integer(response.answered),
          note:
            response.rate === null
              ? t('surveys.askedNone')
              : t('surveys.ofAsked', {
                  asked: format.integer(response.asked),
                  rate: format.percent(response.rate, 0),
                }),
        },
        {
          label: t('surveys.silent'),
          value:
            bounds === null ? '–' : `${write(survey.kind, bounds.lo)} … ${write(survey.kind, bounds.hi)}`,
          note: t('surveys.silentNote'),
        },
      ]}
    />
  )
}

function Groups({ figures }: { figures: SurveyFigures }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const { survey } = figures
  const channel = (key: string) =>
    i18n.exists(`channels.names.${key}`) ? String(i18n.t(`channels.names.${key}` as never)) : key
  const parts = [
    {
      id: 'campaigns',
      rows: figures.campaigns,
      name: (row: { key: string; label: string | null }) => row.label ?? t('surveys.noName'),
    },
    { id: 'channels', rows: figures.channels, name: (row: { key: string }) => channel(row.key) },
    {
      id: 'reasons',
      rows: figures.reasons,
      name: (row: { key: string; label: string | null }) => row.label ?? row.key,
    },
  ] as const
  return (
    <>
      {parts
        .filter(({ rows }) => rows.length > 0)
        .map(({ id, rows, name }) => (
          <Part key={id} title={t(`surveys.by.${id}`)}>
            <DataTable
              label={t(`surveys.by.${id}`)}
              rows={rows}
              rowKey={({ key }) => key}
              columns={[
                { key: 'name', title: t(`surveys.by.${id}`), render: name },
                {
                  key: 'n',
                  title: t('surveys.answered'),
                  figure: true,
                  render: (row) => format.integer(row.n),
                },
                {
                  key: 'score',
                  title: t('surveys.score'),
                  figure: true,
                  render: (row) => <ScoreText kind={survey.kind} score={row.score} />,
                },
              ]}
            />
          </Part>
        ))}
    </>
  )
}

function Address({ survey }: { survey: Survey }) {
  const { t } = useTranslation()
  const url = `${window.location.origin}${survey.path}`
  return (
    <Part title={t('surveys.address')}>
      <p className="soft" style={{ maxWidth: '72ch' }}>
        {t('surveys.addressHelp')}
      </p>
      <p>
        <a href={survey.path} target="_blank" rel="noreferrer">
          {url}
        </a>
      </p>
    </Part>
  )
}
