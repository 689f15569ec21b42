import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFreshness } from '../api/freshness.ts'
import { useMay, useRead, useWrite } from '../api/hooks.ts'
import type { MissingObjective as Missing, Opportunity } from '../api/types.ts'
import { ForecastFigure } from '../campaigns/basis.tsx'
import { ComputedAt, Mark } from '../ui/figures.tsx'
import { useGo } from '../ui/go.tsx'
import { ErrorState, Loading, useProblemText } from '../ui/states.tsx'
import { useFormat, useLocal } from '../ui/use-format.ts'

/** What the data say could be done, with its size; one click makes a draft of it. */
export function Opportunities() {
  const { t } = useTranslation()
  const local = useLocal()
  const query = useRead('/opportunities', {}, { keep: true, staleTime: 60_000 })
  // Sized from figures that are still being computed, they would all be called impossible.
  const waiting = useFreshness().state === 'stale' && query.data?.items.length === 0
  return (
    <section id="opportunities" aria-label={t('home.opportunities')}>
      <div className="part-head">
        <h2>{t('home.opportunities')}</h2>
        <span className="part-note">{t('home.opportunitiesHelp')}</span>
        <span className="part-actions">
          <ComputedAt at={query.data?.computedAt} />
        </span>
      </div>
      {waiting ? (
        <Waiting label={t('data.phases.features')} />
      ) : query.data ? (
        <>
          <ul className="opportunities">
            {query.data.items.map((item) => (
              <Card key={item.id} item={item} />
            ))}
          </ul>
          {query.data.missing.length > 0 ? (
            <ul className="faint" style={{ marginTop: 12 }}>
              {byReason(query.data.missing).map(({ objectives, reason }) => (
                <li key={reason.en}>
                  {t('home.opportunityMissing')} ·{' '}
                  {t('common.pair', {
                    name: objectives.map((one) => t(`objective.${one}`)).join(t('common.listComma')),
                    value: local(reason),
                  })}
                </li>
              ))}
            </ul>
          ) : null}
        </>
      ) : query.error ? (
        <ErrorState
          error={query.error}
          where={t('home.opportunities')}
          onRetry={() => void query.refetch()}
        />
      ) : (
        <Waiting />
      )}
    </section>
  )
}

/** One reason may stand before several objectives; it is said once. */
function byReason(missing: readonly Missing[]) {
  const lines = new Map<string, { objectives: Missing['objective'][]; reason: Missing['reason'] }>()
  for (const { objective, reason } of missing) {
    const line = lines.get(reason.en)
    if (line) line.objectives.push(objective)
    else lines.set(reason.en, { objectives: [objective], reason })
  }
  return [...lines.values()]
}

/** As many cards as mostly come, each as high as they are, so that nothing moves when they do. */
function Waiting({ label }: { label?: string }) {
  return (
    <div className="opportunities">
      {['a', 'b', 'c', 'd', 'e'].map((key) => (
        <div key={key} className="opportunity">
          <Loading height={208} {...(label ? { label } : {})} />
        </div>
      ))}
    </div>
  )
}

function Card({ item }: { item: Opportunity }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const go = useGo()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayPlan = useMay('campaigns.edit')
  const plan = useWrite('post', '/opportunities/{id}/plan', [
    '/campaigns',
    '/segments',
    '/home',
    '/offers',
    '/creatives',
  ])
  const make = () =>
    plan.mutate(
      { path: { id: item.id } },
      {
        onSuccess: (campaign) => go(`/campaigns/${campaign.id}`),
        onError: (error) => void message.error(problem(error)),
      },
    )
  return (
    <li className="opportunity">
      <div className="opportunity-head">
        <Mark>{t(`objective.${item.objective}`)}</Mark>
        <h3>{local(item.title)}</h3>
      </div>
      <p className="soft">{local(item.why)}</p>
      <dl className="pairs">
        <div>
          <dt>
            {t('home.reachableOf', {
              reachable: format.compact(item.reachable),
              customers: format.compact(item.customers),
            })}
          </dt>
          <dd />
        </div>
        <div>
          <dt>{t('home.atStake')}</dt>
          <dd>{format.moneyCompact(item.valueAtStakeMinor, item.currency)}</dd>
        </div>
        <div>
          <dt>{t('home.expected')}</dt>
          <dd>
            <ForecastFigure figure={item.incrementalMarginMinor} kind="money" currency={item.currency} />
          </dd>
        </div>
      </dl>
      {mayPlan ? (
        <p className="row-actions">
          <Button
            onClick={make}
            loading={plan.isPending}
            aria-label={`${t('home.planThis')}: ${local(item.title)}`}
          >
            {t('home.planThis')}
          </Button>
        </p>
      ) : null}
    </li>
  )
}
