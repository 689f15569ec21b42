import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import { Loaded } from '../../ui/states.tsx'
import { InteractionPage } from '../interaction-page.tsx'
import { ImportReviews } from './import-reviews.tsx'
import { ReviewFiguresPart } from './review-figures.tsx'
import { ReviewFilters, useReviewFilter } from './review-filters.tsx'
import { ReviewImports } from './review-imports.tsx'
import { ReviewList } from './review-list.tsx'

/** What people wrote elsewhere: what it is about, how it sounds, and each of it. */
export function ReviewsPage() {
  const { t } = useTranslation()
  const mayImport = useMay('customers.edit')
  const filter = useReviewFilter()
  const figures = useRead('/review-figures', { query: filter }, { keep: true })
  const [importing, setImporting] = useState(false)
  return (
    <InteractionPage
      tab="reviews"
      answers={t('reviews.answers')}
      actions={
        mayImport ? (
          <Button type="primary" onClick={() => setImporting(true)}>
            {t('reviews.import.title')}
          </Button>
        ) : null
      }
    >
      <ReviewFilters sources={(figures.data?.sources ?? []).map(({ source }) => source)} />
      <Loaded query={figures} where={t('reviews.figures')} height={320}>
        {(found) => <ReviewFiguresPart figures={found} topic={filter.topic} />}
      </Loaded>
      <ReviewList filter={filter} />
      <ReviewImports />
      {importing ? <ImportReviews onClose={() => setImporting(false)} /> : null}
    </InteractionPage>
  )
}
