import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../api/hooks.ts'
import type { SurveyAnswer } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat, useLocal } from '../../ui/use-format.ts'

const filters = ['all', 'dissatisfied', 'words'] as const

/** What customers answered, newest first: of a survey, or of one customer. */
export function AnswerList({ survey, customer }: { survey?: string; customer?: string }) {
  const { t } = useTranslation()
  const count = useCountWords()
  const [url, setUrl] = useUrlState()
  const only = customer === undefined ? (filters.find((one) => one === url.only) ?? 'all') : 'all'
  const list = usePages('/survey-answers', {
    query: { limit: 50, only, ...(survey ? { survey } : {}), ...(customer ? { customer } : {}) },
  })
  return (
    <Part title={t('surveys.said')} note={count(list)}>
      {customer === undefined ? (
        <div className="bar" style={{ marginBottom: 12 }}>
          <Select
            aria-label={t('surveys.filter')}
            style={{ minWidth: 140 }}
            value={only}
            onChange={(next: string) => setUrl({ only: next === 'all' ? null : next })}
            options={filters.map((value) => ({ value, label: t(`surveys.filters.${value}`) }))}
          />
        </div>
      ) : null}
      <Paged list={list} where={t('surveys.said')} empty={{ title: t('surveys.noAnswers') }}>
        {(items) => <Answers items={items} isOfCustomer={customer !== undefined} />}
      </Paged>
    </Part>
  )
}

function Answers({ items, isOfCustomer }: { items: readonly SurveyAnswer[]; isOfCustomer: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  return (
    <DataTable
      label={t('surveys.said')}
      rows={items}
      rowKey={({ id }) => id}
      columns={[
        isOfCustomer
          ? {
              key: 'survey',
              title: t('surveys.one'),
              render: (row) => <Go to={`/interaction/surveys/${row.surveyId}`}>{row.survey}</Go>,
            }
          : {
              key: 'customer',
              title: t('cases.customer'),
              render: (row) => <Go to={`/customers/${row.customerId}?tab=contacts`}>{row.customerId}</Go>,
            },
        {
          key: 'score',
          title: t('surveys.number'),
          figure: true,
          render: (row) => t('surveys.ofScale', { score: row.score, most: row.kind === 'nps' ? 10 : 5 }),
        },
        { key: 'reasons', title: t('surveys.reasons'), render: (row) => row.reasons.map(local).join(' · ') },
        {
          key: 'words',
          title: t('surveys.words'),
          render: (row) => (
            <>
              {row.words}
              {row.caseId === null ? null : (
                <span className="row-help">
                  <Go to={`/interaction/cases/${row.caseId}`}>{t('inbox.case')}</Go>
                </span>
              )}
            </>
          ),
        },
        { key: 'at', title: t('surveys.at'), figure: true, render: (row) => format.dateTime(row.at) },
      ]}
    />
  )
}
