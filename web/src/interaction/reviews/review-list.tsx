import { App, Button, Modal, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, usePages, useWrite } from '../../api/hooks.ts'
import type { Review } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat } from '../../ui/use-format.ts'
import { topicIds, useTopics } from '../cases/words.tsx'
import { type ReviewFilter, toneKey, tones } from './review-filters.tsx'

/** Each review, newest first; what the model made of it can be put right. */
export function ReviewList({ filter }: { filter: ReviewFilter }) {
  const { t } = useTranslation()
  const count = useCountWords()
  const [url] = useUrlState()
  const [correcting, setCorrecting] = useState<Review | null>(null)
  const list = usePages('/reviews', {
    query: { limit: 50, ...filter, ...(url.search ? { search: url.search } : {}) },
  })
  const isNarrow = Object.keys(filter).length > 1 || Boolean(url.search)
  return (
    <Part title={t('reviews.list')} note={count(list)}>
      <Paged
        list={list}
        where={t('reviews.list')}
        empty={
          isNarrow
            ? { title: t('reviews.emptyFilter') }
            : { title: t('reviews.empty'), help: t('reviews.emptyHelp') }
        }
      >
        {(items) => <Reviews items={items} onCorrect={setCorrecting} />}
      </Paged>
      {correcting ? <Correct review={correcting} onClose={() => setCorrecting(null)} /> : null}
    </Part>
  )
}

function Reviews({ items, onCorrect }: { items: readonly Review[]; onCorrect: (review: Review) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const topics = useTopics()
  const mayCorrect = useMay('customers.edit')
  return (
    <DataTable
      label={t('reviews.list')}
      rows={items}
      rowKey={({ id }) => id}
      columns={[
        { key: 'at', title: t('reviews.at'), figure: true, render: (row) => format.date(row.at) },
        {
          key: 'source',
          title: t('reviews.source'),
          render: (row) => (
            <>
              {row.source}
              {row.product === '' ? null : <span className="row-help">{row.product}</span>}
            </>
          ),
        },
        {
          key: 'stars',
          title: t('reviews.stars'),
          figure: true,
          render: (row) => (row.stars === null ? '–' : t('reviews.ofStars', { stars: row.stars })),
        },
        {
          key: 'words',
          title: t('reviews.words'),
          render: (row) => (
            <>
              {row.words ?? '–'}
              {row.customerId === null ? null : (
                <span className="row-help">
                  <Go to={`/customers/${row.customerId}`}>{t('reviews.writer', { id: row.customerId })}</Go>
                </span>
              )}
            </>
          ),
        },
        {
          key: 'topics',
          title: t('reviews.topic'),
          render: (row) => (
            <>
              {topics(row.topics)}
              {row.isCorrected ? <span className="row-help">{t('reviews.byColleague')}</span> : null}
            </>
          ),
        },
        {
          key: 'tone',
          title: t('reviews.tone'),
          render: (row) => (
            <Mark tone={row.sentiment < 0 ? 'look' : row.sentiment > 0 ? 'good' : 'quiet'}>
              {t(`reviews.tones.${toneKey(row.sentiment)}`)}
            </Mark>
          ),
        },
        ...(mayCorrect
          ? [
              {
                key: 'correct',
                title: '',
                render: (row: Review) => (
                  <Button size="small" onClick={() => onCorrect(row)}>
                    {t('reviews.correct')}
                  </Button>
                ),
              },
            ]
          : []),
      ]}
    />
  )
}

function Correct({ review, onClose }: { review: Review; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [topics, setTopics] = useState(review.topics)
  const [sentiment, setSentiment] = useState(review.sentiment)
  const save = useWrite('put', '/reviews/{id}/coding', ['/reviews', '/review-figures', '/audit'])
  const keep = async () => {
    try {
      await save.mutateAsync({ path: { id: review.id }, body: { topics, sentiment } })
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('reviews.correctTitle')}
      okText={t('common.save')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => void keep()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        <blockquote>{review.words}</blockquote>
        <Field label={t('reviews.topic')}>
          <Select
            mode="multiple"
            value={topics}
            onChange={setTopics}
            options={topicIds.map((id) => ({ value: id, label: t(`cases.topics.${id}`) }))}
          />
        </Field>
        <div className="field">
          <span className="field-name">{t('reviews.tone')}</span>
          <Segmented
            aria-label={t('reviews.tone')}
            value={sentiment}
            onChange={setSentiment}
            options={tones.map((tone) => ({ value: tone, label: t(`reviews.tones.${toneKey(tone)}`) }))}
          />
        </div>
      </div>
    </Modal>
  )
}
