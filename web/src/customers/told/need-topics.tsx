import { App, AutoComplete, Button, Input, Modal, Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import type { NeedTopic } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'

const kinds = ['need', 'like', 'avoid'] as const
const ways = ['none', 'category', 'event'] as const
const goodId = /^[a-z][a-z0-9_]{0,39}$/

/** The workspace's topics of needs and preferences, and which facts show an interest in each. */
export function NeedTopics({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const stored = useRead('/need-topics')
  const save = useWrite('put', '/need-topics', ['/need-topics', '/customers', '/segment-operators'])
  const [edited, setEdited] = useState<NeedTopic[] | null>(null)
  const before = stored.data?.topics ?? []
  const topics = edited ?? before
  const change = (at: number, to: Partial<NeedTopic>) =>
    setEdited(topics.map((one, i) => (i === at ? { ...one, ...to } : one)))
  const keep = async () => {
    try {
      await save.mutateAsync({ body: { topics } })
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const add = () => {
    const taken = new Set(topics.map(({ id }) => id))
    let n = topics.length + 1
    while (taken.has(`topic_${n}`)) n++
    setEdited([...topics, { id: `topic_${n}`, label: '', kind: 'like', shownBy: null }])
  }
  return (
    <Modal
      open
      width={720}
      title={t('told.needs.topicsTitle')}
      okText={t('common.save')}
      okButtonProps={{ loading: save.isPending, disabled: stored.data === undefined || !areWhole(topics) }}
      onOk={() => void keep()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        <p className="soft">{t('told.needs.topicsHelp')}</p>
        {topics.map((topic, at) => (
          <OneTopic
            // biome-ignore lint/suspicious/noArrayIndexKey: while it is new its id is being typed
            key={at}
            topic={topic}
            isNew={at >= before.length}
            onChange={(to) => change(at, to)}
            onRemove={() => setEdited(topics.filter((_, i) => i !== at))}
          />
        ))}
        <div className="bar">
          <Button size="small" disabled={topics.length >= 100} onClick={add}>
            {t('told.needs.addTopic')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}

function areWhole(topics: readonly NeedTopic[]): boolean {
  return (
    new Set(topics.map(({ id }) => id)).size === topics.length &&
    topics.every(
      ({ id, label, shownBy }) =>
        goodId.test(id) &&
        label.trim() !== '' &&
        (shownBy === null || (shownBy.by === 'category' ? shownBy.category : shownBy.event).trim() !== ''),
    )
  )
}

function OneTopic({
  topic,
  isNew,
  onChange,
  onRemove,
}: {
  topic: NeedTopic
  /** Its id can still be chosen; later, rules and files name it. */
  isNew: boolean
  onChange: (to: Partial<NeedTopic>) => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const name = topic.label === '' ? topic.id : topic.label
  const of = (label: string) => `${name}: ${label}`
  return (
    <fieldset className="topic" aria-label={name}>
      <div className="fields-row">
        <Field label={t('told.needs.topicName')}>
          <Input
            value={topic.label}
            maxLength={60}
            onChange={({ target }) => onChange({ label: target.value })}
          />
        </Field>
        <Field label={t('told.needs.topicKind')}>
          <Select
            aria-label={of(t('told.needs.topicKind'))}
            value={topic.kind}
            onChange={(kind) => onChange({ kind })}
            options={kinds.map((value) => ({ value, label: t(`told.needs.kinds.${value}`) }))}
          />
        </Field>
        <Field label={t('told.needs.inFiles')}>
          <Input
            addonBefore="stated_"
            disabled={!isNew}
            status={goodId.test(topic.id) ? '' : 'error'}
            value={topic.id}
            onChange={({ target }) => onChange({ id: target.value })}
          />
        </Field>
        <Field label={t('told.needs.shownBy')}>
          <Select
            aria-label={of(t('told.needs.shownBy'))}
            value={(topic.shownBy?.by ?? 'none') as (typeof ways)[number]}
            onChange={(by: (typeof ways)[number]) => onChange({ shownBy: emptyOf(by) })}
            options={ways.map((value) => ({ value, label: t(`told.needs.ways.${value}`) }))}
          />
        </Field>
        <Facts topic={topic} of={of} onChange={onChange} />
      </div>
      <Button size="small" aria-label={t('told.needs.removeTopic', { name })} onClick={onRemove}>
        {t('told.dates.remove')}
      </Button>
    </fieldset>
  )
}

function emptyOf(by: (typeof ways)[number]): NeedTopic['shownBy'] {
  if (by === 'none') return null
  return by === 'category' ? { by, category: '' } : { by, event: '', property: null, value: null }
}

/** Which category, or which event and property, shows an interest. */
function Facts({
  topic: { shownBy },
  of,
  onChange,
}: {
  topic: NeedTopic
  of: (label: string) => string
  onChange: (to: Partial<NeedTopic>) => void
}) {
  const { t } = useTranslation()
  if (shownBy === null) return null
  if (shownBy.by === 'category')
    return (
      <Field label={t('told.needs.ways.category')}>
        <Category
          label={of(t('told.needs.ways.category'))}
          value={shownBy.category}
          onChange={(category) => onChange({ shownBy: { by: 'category', category } })}
        />
      </Field>
    )
  const text = (value: string) => (value.trim() === '' ? null : value)
  return (
    <>
      <Field label={t('told.needs.ways.event')}>
        <Input
          value={shownBy.event}
          maxLength={200}
          onChange={({ target }) => onChange({ shownBy: { ...shownBy, event: target.value } })}
        />
      </Field>
      <Field label={t('told.needs.property')} optional>
        <Input
          value={shownBy.property ?? ''}
          maxLength={63}
          onChange={({ target }) => onChange({ shownBy: { ...shownBy, property: text(target.value) } })}
        />
      </Field>
      <Field label={t('told.needs.propertyValue')} optional>
        <Input
          value={shownBy.value ?? ''}
          disabled={shownBy.property === null}
          maxLength={200}
          onChange={({ target }) => onChange({ shownBy: { ...shownBy, value: text(target.value) } })}
        />
      </Field>
    </>
  )
}

/** Categories the workspace's products have; another may be written before its products come. */
function Category({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (to: string) => void
}) {
  const asked = useDeferredValue(value)
  const query = useRead(
    '/segment-values',
    { query: { of: 'category', ...(asked === '' ? {} : { search: asked }) } },
    { keep: true, staleTime: 300_000 },
  )
  return (
    <AutoComplete
      aria-label={label}
      value={value}
      onChange={onChange}
      options={(query.data?.items ?? []).map((item) => ({ value: item.value }))}
    />
  )
}
