import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import { Mark } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { InteractionPage } from '../interaction-page.tsx'
import { SurveyDialog } from './survey-dialog.tsx'
import { ScoreText } from './words.tsx'

/** What customers are asked, and how it stands. */
export function SurveysPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const mayEdit = useMay('campaigns.edit')
  const query = useRead('/surveys')
  const [adding, setAdding] = useState(false)
  return (
    <InteractionPage
      tab="surveys"
      answers={t('surveys.answers')}
      actions={
        mayEdit ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('surveys.new')}
          </Button>
        ) : null
      }
    >
      <Part title={t('surveys.list')} note={t('surveys.listNote')}>
        <Loaded query={query} where={t('surveys.list')} height={240}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title={t('surveys.empty')}>{t('surveys.emptyHelp')}</EmptyState>
            ) : (
              <DataTable
                label={t('surveys.list')}
                rows={items}
                rowKey={({ id }) => id}
                linkOf={({ id }) => `/interaction/surveys/${id}`}
                columns={[
                  { key: 'name', title: t('surveys.name'), render: (row) => row.name },
                  { key: 'kind', title: t('surveys.kind'), render: (row) => t(`surveys.kinds.${row.kind}`) },
                  {
                    key: 'point',
                    title: t('surveys.point'),
                    render: (row) => t(`surveys.points.${row.point}`),
                  },
                  {
                    key: 'score',
                    title: t('surveys.score'),
                    figure: true,
                    render: (row) => <ScoreText kind={row.kind} score={row.score} />,
                  },
                  {
                    key: 'n',
                    title: t('surveys.answered'),
                    figure: true,
                    render: (row) => (row.score === null ? '–' : format.integer(row.score.n)),
                  },
                  {
                    key: 'state',
                    title: t('surveys.state'),
                    render: (row) => (
                      <Mark tone={row.closedAt === null ? 'good' : 'quiet'}>
                        {t(row.closedAt === null ? 'surveys.isOpen' : 'surveys.isClosed')}
                      </Mark>
                    ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Part>
      {adding ? <SurveyDialog onClose={() => setAdding(false)} /> : null}
    </InteractionPage>
  )
}
