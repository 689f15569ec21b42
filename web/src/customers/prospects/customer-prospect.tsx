import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import type { CustomerProspect as Shown } from '../../api/types.ts'
import { FigureRow, Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { useProspectChange } from './use-prospects.tsx'
import './prospects.css'

/** Of whom has not bought yet: what is asked of a prospect first. */
export const StillProspect = (props: { customerId: string }) => (
  <CustomerProspect {...props} fits={(shown) => shown.boughtAt === null} />
)

/** Of whom was a prospect once; of the many whose first day was their first order there is nothing to tell. */
export const OnceProspect = (props: { customerId: string }) => (
  <CustomerProspect {...props} fits={(shown) => shown.boughtAt !== null && shown.cameAsProspect} />
)

/** Whom a customer brought; nothing where they brought nobody. */
export function Recommended({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { data } = useRead('/customers/{id}/prospect', { path: { id: customerId } })
  if (!data || data.recommended.length === 0) return null
  return (
    <Part title={t('prospects.recommended.title', { count: data.recommended.length })}>
      <ul>
        {data.recommended.map((one) => (
          <li key={one.customerId}>
            <Go to={`/customers/${one.customerId}`}>{one.label}</Go>{' '}
            {one.hasBought ? <Mark tone="good">{t('prospects.recommended.bought')}</Mark> : null}
            <span className="row-help">{format.date(one.since)}</span>
          </li>
        ))}
      </ul>
    </Part>
  )
}

/** Where a customer stands as a prospect, and all that was said about it. */
function CustomerProspect({ customerId, fits }: { customerId: string; fits: (shown: Shown) => boolean }) {
  const { t } = useTranslation()
  const query = useRead('/customers/{id}/prospect', { path: { id: customerId } })
  const choices = useRead('/prospects/choices', {}, { staleTime: 60_000 })
  const mayEdit = useMay('customers.edit')
  const [asking, setAsking] = useState(false)
  const { change, undo, isPending } = useProspectChange()
  if (query.data ? !fits(query.data) : !query.error) return null
  return (
    <Part
      title={t('prospects.one.title')}
      actions={
        mayEdit && choices.data && query.data ? (
          <Button size="small" onClick={() => setAsking(true)}>
            {t('prospects.one.change')}
          </Button>
        ) : null
      }
    >
      <Loaded query={query} where={t('prospects.one.title')} height={160}>
        {(shown) => (
          <>
            <Standing shown={shown} />
            <h3 style={{ marginTop: 16 }}>{t('prospects.one.history')}</h3>
            <History shown={shown} onUndo={mayEdit ? (id) => void undo(id) : null} />
          </>
        )}
      </Loaded>
      {asking && choices.data ? (
        <ChangeDialog
          count={1}
          choices={choices.data}
          busy={isPending}
          onGive={(what) =>
            void change([customerId], what).then((done) => (done ? setAsking(false) : undefined))
          }
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Part>
  )
}

function Standing({ shown }: { shown: Shown }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const { source, firstTouch, next } = shown
  return (
    <FigureRow
      items={[
        {
          label: t('prospects.stage'),
          value: local(shown.stage.label),
          note: shown.reason ? local(shown.reason) : t('prospects.one.since', { count: shown.days }),
        },
        { label: t('prospects.owner'), value: shown.owner?.name ?? t('prospects.noOwner') },
        {
          label: t('prospects.one.from'),
          value: source.label || t('prospects.unknownSource'),
          note: source.kind === '' ? null : t(`prospects.kinds.${source.kind}`),
        },
        ...(shown.recommendedBy
          ? [
              {
                label: t('prospects.add.recommender'),
                value: (
                  <Go to={`/customers/${shown.recommendedBy.customerId}`}>{shown.recommendedBy.label}</Go>
                ),
              },
            ]
          : []),
        {
          label: t('prospects.one.first'),
          value: firstTouch ? <time>{format.date(firstTouch.at)}</time> : '–',
          note: firstTouch
            ? [firstTouch.event, firstTouch.channel, firstTouch.utmCampaign]
                .filter((word) => word !== '')
                .join(' · ')
            : t('prospects.one.firstNone'),
        },
        {
          label: t('prospects.one.next'),
          value: next ? <time>{next.on}</time> : '–',
          note: next ? (
            <>
              {next.isOverdue ? <Mark tone="look">{t('prospects.one.overdue')}</Mark> : null} {next.note}
            </>
          ) : (
            t('prospects.one.none')
          ),
        },
      ]}
    />
  )
}

/** A stage that was said again was said for its note. */
const isSame = ({ what, from, to }: Shown['history'][number]) => what === 'stage' && from?.en === to?.en

function History({ shown, onUndo }: { shown: Shown; onUndo: ((changeId: string) => void) | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  return (
    <ol className="lead-history">
      {shown.history.map((one) => (
        <li key={`${one.changeId} ${one.at} ${one.what}`}>
          <span className={one.takenBack ? 'faint' : ''}>
            {t(`prospects.one.line.${isSame(one) ? 'same' : one.what}`, {
              from: local(one.from) || t('prospects.one.nothing'),
              to: local(one.to) || t('prospects.one.nothing'),
            })}
            {one.reason ? ` · ${local(one.reason)}` : ''}
          </span>
          <span className="row-help">
            {[
              format.dateTime(one.at),
              one.by ?? t('prospects.one.facts'),
              one.note ?? '',
              one.takenBack ? t('prospects.one.takenBack', { by: one.takenBack.by }) : '',
            ]
              .filter((word) => word !== '')
              .join(' · ')}
            {onUndo && one.mayUndo && one.changeId ? (
              <>
                {' '}
                <Button size="small" type="link" onClick={() => onUndo(one.changeId ?? '')}>
                  {t('prospects.one.undo')}
                </Button>
              </>
            ) : null}
          </span>
        </li>
      ))}
    </ol>
  )
}
