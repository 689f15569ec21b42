import { App, Button, Checkbox, DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWorkspace, useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { endOfDay } from '../../ui/zone-day.ts'

type Pace = 'any' | 'weekly' | 'monthly'
interface Wish {
  pace: Pace
  pausedUntil: string | null
  topics: { id: string; name: { en: string; 'zh-CN': string }; wants: boolean }[]
}
const paces: readonly Pace[] = ['any', 'weekly', 'monthly']

/** How often a customer wants to hear of us, and until when not at all; staff write down what they are told. */
export function ContactWishes({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const query = useRead('/customers/{id}/contact-wishes', { path: { id: customerId } })
  return (
    <Part title={t('consent.wishes.title')} note={t('consent.wishes.note')}>
      <Loaded query={query} where={t('consent.wishes.title')} height={64}>
        {(wish) => <Wishes key={JSON.stringify(wish)} customerId={customerId} wish={wish} />}
      </Loaded>
    </Part>
  )
}

function Wishes({ customerId, wish }: { customerId: string; wish: Wish }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const format = useFormat()
  const local = useLocal()
  const problem = useProblemText()
  const zone = useWorkspace()?.timeZone ?? 'UTC'
  const mayChange = useMay('consents.edit')
  const [pace, setPace] = useState(wish.pace)
  const [until, setUntil] = useState(wish.pausedUntil)
  const wanted = wish.topics.filter(({ wants }) => wants).map(({ id }) => id)
  const [topics, setTopics] = useState(wanted)
  const save = useWrite('put', '/customers/{id}/contact-wishes', ['/customers'])
  if (!mayChange)
    return (
      <p>
        {t(`consent.wishes.paces.${wish.pace}`)} ·{' '}
        {wish.pausedUntil === null
          ? t('consent.wishes.noPause')
          : `${t('consent.wishes.pause')} ${format.date(wish.pausedUntil)}`}
        {wish.topics
          .filter(({ wants }) => wants)
          .map(({ id, name }, at) => (
            <span key={id}>
              {at === 0 ? ` · ${t('consent.wishes.topics')} ` : ', '}
              {local(name)}
            </span>
          ))}
      </p>
    )
  return (
    <div className="fields-row">
      <Field label={t('consent.wishes.pace')}>
        <Select<Pace>
          value={pace}
          onChange={setPace}
          options={paces.map((value) => ({ value, label: t(`consent.wishes.paces.${value}`) }))}
        />
      </Field>
      <Field label={t('consent.wishes.pause')}>
        <DatePicker
          value={until === null ? null : dayjs(until)}
          placeholder={t('consent.wishes.noPause')}
          onChange={(day) => setUntil(day === null ? null : endOfDay(day.format('YYYY-MM-DD'), zone))}
        />
      </Field>
      {wish.topics.length === 0 ? null : (
        <fieldset className="field" aria-label={t('consent.wishes.topics')}>
          <span className="field-name">{t('consent.wishes.topics')}</span>
          <Checkbox.Group
            value={topics}
            onChange={setTopics}
            options={wish.topics.map(({ id, name }) => ({ value: id, label: local(name) }))}
          />
        </fieldset>
      )}
      <div className="fields-end">
        <Button
          disabled={
            pace === wish.pace &&
            until === wish.pausedUntil &&
            wish.topics.every(({ id, wants }) => wants === topics.includes(id))
          }
          loading={save.isPending}
          onClick={() =>
            save.mutate(
              {
                path: { id: customerId },
                body: {
                  pace,
                  pausedUntil: until,
                  topics: wish.topics.map(({ id }) => ({ id, wants: topics.includes(id) })),
                },
              },
              {
                onSuccess: () => void message.success(t('consent.wishes.saved')),
                onError: (error) => void message.error(problem(error)),
              },
            )
          }
        >
          {t('common.save')}
        </Button>
      </div>
    </div>
  )
}
