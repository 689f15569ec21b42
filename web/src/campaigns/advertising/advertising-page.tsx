import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import { ComputedAt } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useLocal } from '../../ui/use-format.ts'
import { CampaignsRoom } from '../campaigns-room.tsx'
import { MediaTable } from './media-table.tsx'
import { SpendImports } from './spend-imports.tsx'
import { TakeReport } from './take-report.tsx'
import { Ties } from './ties.tsx'
import { WeeksChart } from './weeks-chart.tsx'

const periods = [8, 13, 26, 52] as const

/** What media cost, week by week, whom they brought and how good those are. */
export function AdvertisingPage() {
  const { t } = useTranslation()
  const local = useLocal()
  const [url, setUrl] = useUrlState()
  const mayEdit = useMay('campaigns.edit')
  const maySee = useMay('customers.read')
  const [taking, setTaking] = useState(false)
  const weeks = periods.find((one) => String(one) === url.weeks) ?? 26
  const figures = useRead('/media/figures', { query: { weeks } }, { keep: true })
  const take = mayEdit ? (
    <Button type="primary" onClick={() => setTaking(true)}>
      {t('advertising.take.title')}
    </Button>
  ) : null
  return (
    <CampaignsRoom tab="advertising" answers={t('advertising.answers')} actions={take}>
      <div className="bar">
        <Select
          aria-label={t('advertising.period')}
          style={{ minWidth: 132 }}
          value={String(weeks)}
          onChange={(value: string) => setUrl({ weeks: value === '26' ? null : value })}
          options={periods.map((n) => ({ value: String(n), label: t('advertising.lastWeeks', { n }) }))}
        />
      </div>
      <Loaded query={figures} where={t('advertising.figures')} height={360}>
        {(found) =>
          found.media.length === 0 ? (
            <EmptyState title={t('advertising.empty')} action={take}>
              {t('advertising.emptyHelp')}
            </EmptyState>
          ) : (
            <Part title={t('advertising.figures')} actions={<ComputedAt at={found.computedAt} />}>
              <div className="stack">
                <WeeksChart figures={found} />
                <MediaTable figures={found} />
                <p className="faint">{t('advertising.note', { basis: local(found.basis) })}</p>
              </div>
            </Part>
          )
        }
      </Loaded>
      {maySee ? <Ties /> : null}
      <SpendImports />
      {taking ? <TakeReport onClose={() => setTaking(false)} /> : null}
    </CampaignsRoom>
  )
}
