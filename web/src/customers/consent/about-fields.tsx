import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/field.tsx'
import { type ConsentPolicy, useConsentWords } from './words.ts'

/** What a consent or its text is about. */
export interface About {
  purpose: string
  channel: string
}

/** Its channel: all of them for a purpose that knows none. */
export function channelOf(policy: ConsentPolicy, { purpose, channel }: About): string {
  return policy.purposes.find(({ id }) => id === purpose)?.perChannel ? channel : '*'
}

/** Purpose, and channel where the purpose knows channels. */
export function AboutFields({
  policy,
  value,
  onChange,
}: {
  policy: ConsentPolicy
  value: About
  onChange: (part: Partial<About>) => void
}) {
  const { t } = useTranslation()
  const words = useConsentWords(policy)
  const perChannel = policy.purposes.find(({ id }) => id === value.purpose)?.perChannel ?? false
  return (
    <>
      <Field label={t('consent.purpose')}>
        <Select
          value={value.purpose}
          onChange={(purpose) => onChange({ purpose })}
          options={policy.purposes.map(({ id }) => ({ value: id, label: words.purpose(id) }))}
        />
      </Field>
      {perChannel ? (
        <Field label={t('consent.channel')}>
          <Select
            value={value.channel}
            onChange={(channel) => onChange({ channel })}
            options={['*', ...policy.channels.map(({ id }) => id)].map((id) => ({
              value: id,
              label: words.channel(id),
            }))}
          />
        </Field>
      ) : null}
    </>
  )
}
