import { Input, InputNumber, Slider } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import type { SectionProps } from './section-who-when.tsx'

/** Who is held back, and why that is worth it. */
export function ControlSection({ draft, change }: SectionProps) {
  const { t } = useTranslation()
  const percent = Math.round(draft.controlShare * 100)
  const set = (value: number | null) => value !== null && change({ controlShare: value / 100 })
  return (
    <Part title={t('campaigns.plan.control')}>
      <div className="stack">
        <p className="soft">{t('campaigns.plan.controlHelp')}</p>
        <div className="field">
          <span className="field-name">{t('campaigns.plan.controlShare')}</span>
          <div className="bar">
            <Slider
              className="grow"
              min={0}
              max={50}
              value={percent}
              onChange={set}
              ariaLabelForHandle={t('campaigns.plan.controlShare')}
              tooltip={{ open: false }}
            />
            <InputNumber
              aria-label={t('campaigns.plan.controlShare')}
              min={0}
              max={90}
              value={percent}
              suffix="%"
              style={{ width: 90 }}
              onChange={set}
            />
          </div>
        </div>
        {draft.controlShare === 0 ? (
          <Field label={t('campaigns.plan.noControl')} className="notice notice-look">
            <Input
              aria-label={t('campaigns.plan.noControlReason')}
              value={draft.noControlReason}
              maxLength={300}
              {...(draft.noControlReason.trim() === '' ? { status: 'error' as const } : {})}
              onChange={(event) => change({ noControlReason: event.target.value })}
            />
          </Field>
        ) : null}
        <div className="field">
          <span className="field-name">{t('campaigns.plan.cap')}</span>
          <div className="bar">
            <InputNumber
              aria-label={t('campaigns.plan.capContacts')}
              min={1}
              max={100}
              value={draft.contactCap.contacts}
              suffix={t('campaigns.plan.capContacts')}
              style={{ width: 140 }}
              onChange={(contacts) =>
                contacts && change({ contactCap: { ...draft.contactCap, contacts: Math.round(contacts) } })
              }
            />
            <InputNumber
              aria-label={t('campaigns.plan.capDays')}
              min={1}
              max={365}
              value={draft.contactCap.days}
              suffix={t('campaigns.plan.capDays')}
              style={{ width: 120 }}
              onChange={(days) =>
                days && change({ contactCap: { ...draft.contactCap, days: Math.round(days) } })
              }
            />
          </div>
          <span className="field-help">{t('campaigns.plan.capWords', draft.contactCap)}</span>
        </div>
      </div>
    </Part>
  )
}
