import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { DeskAgent } from '../../api/types.ts'
import { FigureRow } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat } from '../../ui/use-format.ts'
import { DeskFrame } from './desk-page.tsx'

const periods = [7, 28, 90] as const

/** An agent's own figures, as the board shows them to the supervisor. */
export function MinePage() {
  const { t } = useTranslation()
  const [url, setUrl] = useUrlState()
  const days = periods.find((one) => String(one) === url.days) ?? 28
  const query = useRead('/desk/me/figures', { query: { days } }, { keep: true })
  return (
    <DeskFrame title={t('deskTools.mine.title')} answers={t('deskTools.mine.answers')}>
      <Part
        title={t('deskTools.mine.lastDays', { days })}
        actions={
          <Select
            aria-label={t('deskTools.mine.days')}
            style={{ minWidth: 130 }}
            value={days}
            onChange={(next) => setUrl({ days: next === 28 ? null : String(next) })}
            options={periods.map((value) => ({
              value,
              label: t('deskTools.mine.lastDays', { days: value }),
            }))}
          />
        }
      >
        <Loaded query={query} where={t('deskTools.mine.title')} height={160}>
          {({ figures }) =>
            figures === null || figures.talks === 0 ? (
              <EmptyState title={t('deskTools.mine.none')}>{t('deskTools.mine.noneHelp')}</EmptyState>
            ) : (
              <Figures figures={figures} />
            )
          }
        </Loaded>
      </Part>
    </DeskFrame>
  )
}

function Figures({ figures }: { figures: DeskAgent }) {
  const { t } = useTranslation()
  const format = useFormat()
  const share = (label: string, { estimate, lo, hi }: DeskAgent['adjusted']) => ({
    label,
    value: format.percent(estimate, 1),
    note: t('deskTools.mine.range', { lo: format.percent(lo, 1), hi: format.percent(hi, 1) }),
  })
  return (
    <>
      <FigureRow
        items={[
          { label: t('deskTools.mine.talks'), value: format.integer(figures.talks) },
          share(t('desk.outcomes.accepted'), { ...figures.accepted, covered: 1 }),
          share(t('desk.outcomes.considering'), { ...figures.considering, covered: 1 }),
          share(t('desk.outcomes.refused'), { ...figures.refused, covered: 1 }),
          share(t('deskTools.mine.adjusted'), figures.adjusted),
        ]}
      />
      <p className="soft">
        {t('deskTools.mine.adjustedHelp')}{' '}
        {t('deskTools.mine.covered', { share: format.percent(figures.adjusted.covered) })}
      </p>
    </>
  )
}
