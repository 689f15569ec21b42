import { App, Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWorkspace, useWrite } from '../../api/hooks.ts'
import type { Channel, QuietHours as Shape } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'

/** When no marketing goes out, and on which channels. */
export function QuietHours({ channels }: { channels: readonly Channel[] }) {
  const { t } = useTranslation()
  const query = useRead('/quiet-hours')
  return (
    <Loaded query={query} where={t('channels.quiet.title')} height={120}>
      {(before) => <QuietPart before={before} channels={channels} />}
    </Loaded>
  )
}

function QuietPart({ before, channels }: { before: Shape; channels: readonly Channel[] }) {
  const { t } = useTranslation()
  const local = useLocal()
  const mayManage = useMay('settings.manage')
  const [editing, setEditing] = useState(false)
  const quiet = channels.filter(({ id }) => before.channels.some((each) => each === id))
  const isOff = quiet.length === 0 || before.from === before.to
  return (
    <Part
      title={t('channels.quiet.title')}
      actions={
        mayManage && !editing ? (
          <Button onClick={() => setEditing(true)}>{t('channels.quiet.change')}</Button>
        ) : null
      }
    >
      {editing ? (
        <Form before={before} channels={channels} onDone={() => setEditing(false)} />
      ) : (
        <>
          <p>
            {isOff
              ? t('channels.quiet.off')
              : t('channels.quiet.on', {
                  ...{ from: before.from, to: before.to },
                  channels: quiet.map(({ label }) => local(label)).join(t('channels.quiet.comma')),
                })}
          </p>
          <p className="soft">{t('channels.quiet.calls')}</p>
        </>
      )}
    </Part>
  )
}

function Form(props: { before: Shape; channels: readonly Channel[]; onDone(): void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const local = useLocal()
  const problem = useProblemText()
  const workspace = useWorkspace()
  const [draft, setDraft] = useState(props.before)
  const save = useWrite('put', '/quiet-hours', ['/quiet-hours'])
  const time = (end: 'from' | 'to') => (
    <Field label={t(`channels.quiet.${end}`)}>
      <Input
        type="time"
        style={{ width: 130 }}
        value={draft[end]}
        onChange={({ target }) => setDraft({ ...draft, [end]: target.value })}
      />
    </Field>
  )
  const keep = async () => {
    try {
      await save.mutateAsync({ body: draft })
      void message.success(t('channels.quiet.saved'))
      props.onDone()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <div className="stack" style={{ maxWidth: 720 }}>
      <div className="bar">
        {time('from')}
        {time('to')}
      </div>
      <fieldset className="field" aria-label={t('channels.quiet.channels')}>
        <span>{t('channels.quiet.channels')}</span>
        <Checkbox.Group
          options={props.channels.map(({ id, label }) => ({ value: id, label: local(label) }))}
          value={draft.channels}
          onChange={(channels) => setDraft({ ...draft, channels: channels as Shape['channels'] })}
        />
      </fieldset>
      <p className="field-help">{t('channels.quiet.help', { zone: workspace?.timeZone ?? '' })}</p>
      <div className="bar">
        <Button
          type="primary"
          loading={save.isPending}
          disabled={draft.from === '' || draft.to === ''}
          onClick={() => void keep()}
        >
          {t('common.save')}
        </Button>
        <Button onClick={props.onDone}>{t('common.cancel')}</Button>
      </div>
    </div>
  )
}
