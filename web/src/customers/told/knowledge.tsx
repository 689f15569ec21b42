import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import type { CustomerKnowledge } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { KnowledgeWeights } from './knowledge-weights.tsx'
import { KnownSteps } from './known-steps.tsx'
import './told.css'

/** How much is known of a customer, side by side with everybody, and what to ask next. */
export function Knowledge({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const mayManage = useMay('settings.manage')
  const [isSetting, setSetting] = useState(false)
  const query = useRead('/customers/{id}/knowledge', { path: { id: customerId } })
  const where = t('told.knowledge.title')
  return (
    <Part
      title={where}
      note={t('told.knowledge.note')}
      actions={
        mayManage ? (
          <Button size="small" onClick={() => setSetting(true)}>
            {t('told.knowledge.weights')}
          </Button>
        ) : null
      }
    >
      <Loaded query={query} where={where} height={200}>
        {(known) => (
          <div className="stack">
            <p>
              <strong className="known-score">{format.decimal(known.score, 0)}</strong>{' '}
              <span className="soft">{t('told.knowledge.of100')}</span>
              {known.askNext === null ? null : (
                <>
                  {' '}
                  {t('told.knowledge.next', {
                    facet: t(`told.knowledge.facets.${known.askNext}`),
                    gain: format.decimal(
                      known.facets.find(({ facet }) => facet === known.askNext)?.gain ?? 0,
                      0,
                    ),
                  })}
                </>
              )}
            </p>
            <Facets known={known} />
            <Everybody score={known.score} />
          </div>
        )}
      </Loaded>
      {isSetting ? <KnowledgeWeights onClose={() => setSetting(false)} /> : null}
    </Part>
  )
}

function Facets({ known }: { known: CustomerKnowledge }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <ul className="known-facets" aria-label={t('told.knowledge.title')}>
      {known.facets.map(({ facet, share, weight }) => (
        <li key={facet}>
          <span>
            {t(`told.knowledge.facets.${facet}`)}
            {weight === 0 ? <span className="row-help">{t('told.knowledge.unused')}</span> : null}
          </span>
          <span className="known-bar" aria-hidden="true">
            <span style={{ width: `${share * 100}%` }} />
          </span>
          <span className="figure">{format.percent(share)}</span>
        </li>
      ))}
    </ul>
  )
}

/** Where this customer stands among all. */
function Everybody({ score }: { score: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useRead('/knowledge', {}, { staleTime: 60_000 })
  const mine = Math.min(9, Math.floor(score / 10))
  return (
    <Loaded query={query} where={t('told.knowledge.everybody')} height={96}>
      {({ steps, mean, customers }) => {
        return (
          <figure className="known-all">
            <figcaption className="soft">
              {t('told.knowledge.mean', {
                customers: format.integer(customers),
                mean: mean === null ? '–' : format.decimal(mean, 0),
              })}
            </figcaption>
            <KnownSteps steps={steps} mine={mine} />
          </figure>
        )
      }}
    </Loaded>
  )
}
