import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/hooks.ts'
import type { TaskBrief } from '../../api/types.ts'
import { useChannelName } from '../../customers/channel-name.ts'
import { useUsual } from '../../customers/one/habits.tsx'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

/** The customer in few lines: why we call, value, stage, risk, preferences, last contacts. */
export function Who({ brief, onDial }: { brief: TaskBrief; onDial: (() => void) | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const mayOpen = useMay('customers.read')
  const { task, profile, phone, greeting } = brief
  const name = greeting || task.label
  return (
    <Part
      title={name}
      note={
        mayOpen ? (
          <Go to={`/customers/${task.customerId}`}>{`#${task.customerId}`}</Go>
        ) : (
          `#${task.customerId}`
        )
      }
      actions={
        onDial ? (
          <Button onClick={onDial} disabled={phone === null}>
            {phone === null ? t('desk.noPhone') : t('desk.calling', { number: phone })} <kbd>C</kbd>
          </Button>
        ) : null
      }
    >
      <p className="desk-reason">{local(task.reason)}</p>
      <p className="soft desk-marks">
        {task.promisedAt ? (
          <Mark tone="look">{t('desk.promisedAt', { time: format.dateTime(task.promisedAt) })}</Mark>
        ) : null}{' '}
        {task.originName ? <span>{task.originName}</span> : null}{' '}
        {task.valueMinor > 0 ? (
          <span>{t('desk.expected', { amount: format.money(task.valueMinor, task.currency) })}</span>
        ) : null}{' '}
        <span>{t('desk.until', { time: format.dateTime(task.dueUntil) })}</span>{' '}
        {task.attempts > 0 ? (
          <span>{t('desk.tries', { count: task.attempts, shown: task.attempts })}</span>
        ) : null}
      </p>
      {profile ? <Lines brief={brief} profile={profile} /> : null}
      {brief.neverAgain.length > 0 ? (
        <div className="notice notice-look">
          <strong>{t('desk.never')}</strong>
          <ul className="plain-list">
            {brief.neverAgain.map((one) => (
              <li key={`${one.what} ${one.at}`}>
                {one.what || t('desk.neverThing')} · {t(`desk.refusals.${one.reason}`)} ·{' '}
                <span className="faint">{format.date(one.at)}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </Part>
  )
}

function Lines({ brief, profile }: { brief: TaskBrief; profile: NonNullable<TaskBrief['profile']> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { value, needs } = profile
  const { habits } = brief
  const usual = useUsual()
  const channelName = useChannelName()
  const comma = t('common.listComma')
  const answers = (habits?.channels ?? [])
    .map(({ channel, asked, answered }) =>
      t('desk.habitOf', {
        channel: channelName(channel),
        answered: format.integer(answered),
        asked: format.integer(asked),
      }),
    )
    .join(comma)
  const said = needs.map(({ label, stance }) =>
    stance === 'avoid' ? t('desk.avoids', { what: label }) : label,
  )
  const rows: [string, string][] = [
    [
      t('desk.value'),
      value.orders
        ? t('desk.valueLine', {
            orders: format.integer(value.orders),
            amount: format.money(value.monetaryMinor, profile.currency),
          })
        : t('desk.valueNone'),
    ],
    [
      t('desk.stage'),
      value.firstOrderAt
        ? t('desk.stageCustomer', {
            from: format.date(value.firstOrderAt),
            last: format.date(value.lastOrderAt),
          })
        : t('desk.stageProspect'),
    ],
    [t('desk.risk'), value.r === null ? t('desk.riskUnknown') : t('desk.riskQuiet', { r: value.r })],
    [t('desk.prefers'), said.join(comma) || t('desk.prefersNone')],
    ...(habits && (habits.acts > 0 || answers !== '')
      ? [
          [
            t('desk.habit'),
            [answers, habits.acts > 0 ? usual(habits) : ''].filter((part) => part !== '').join(' · '),
          ] as [string, string],
        ]
      : []),
    ...(profile.segments.length > 0
      ? [[t('desk.segments'), profile.segments.map(({ name }) => name).join(comma)] as [string, string]]
      : []),
  ]
  return (
    <dl className="desk-lines">
      {rows.map(([term, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
      <div>
        <dt>{t('desk.contacts')}</dt>
        <dd>
          <Contacts brief={brief} touches={profile.lastTouches} />
        </dd>
      </div>
    </dl>
  )
}

function Contacts({
  brief,
  touches,
}: {
  brief: TaskBrief
  touches: NonNullable<TaskBrief['profile']>['lastTouches']
}) {
  const { t } = useTranslation()
  const channelName = useChannelName()
  const format = useFormat()
  const calls = brief.calls
    .filter(({ isUndone }) => !isUndone)
    .map((call) => ({
      at: call.at,
      text: [
        t(`desk.outcomes.${call.outcome}`),
        call.refusalReason ? t(`desk.refusals.${call.refusalReason}`) : '',
        call.note ?? '',
      ]
        .filter((part) => part !== '')
        .join(' · '),
    }))
  const others = touches
    // What the desk did stands in its own words already.
    .filter(({ kind }) => kind !== 'called')
    .map(({ at, channel }) => ({ at, text: channelName(channel) }))
  const all = [...calls, ...others].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, 4)
  if (all.length === 0) return <>{t('desk.contactsNone')}</>
  return (
    <ul className="plain-list">
      {all.map(({ at, text }) => (
        <li key={`${at} ${text}`}>
          {text} <span className="faint">{format.date(at)}</span>
        </li>
      ))}
    </ul>
  )
}
