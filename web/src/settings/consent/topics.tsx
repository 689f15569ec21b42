import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded, useProblemText } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

interface Topic {
  id?: string
  name: { en: string; 'zh-CN': string }
  refusedBy?: number
}
const most = 12

/** What marketing can be about, as customers find it on the page of their preferences. */
export function TopicsPart() {
  const { t } = useTranslation()
  const query = useRead('/contact-topics')
  return (
    <Part title={t('consent.topics.title')} note={t('consent.topics.note')}>
      <Loaded query={query} where={t('consent.topics.title')} height={120}>
        {({ items }) => <Topics key={JSON.stringify(items)} stored={items} />}
      </Loaded>
    </Part>
  )
}

function Topics({ stored }: { stored: readonly Topic[] }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const may = useMay('settings.manage')
  const save = useWrite('put', '/contact-topics', ['/contact-topics', '/customers', '/audit'])
  const [topics, setTopics] = useState<readonly Topic[]>(stored)
  const change = (at: number, name: Partial<Topic['name']>) =>
    setTopics(topics.map((one, i) => (i === at ? { ...one, name: { ...one.name, ...name } } : one)))
  const isWhole = topics.every(({ name }) => name.en.trim() !== '' || name['zh-CN'].trim() !== '')
  if (!may) return <NamesOnly topics={stored} />
  return (
    <div className="stack">
      {topics.length === 0 ? (
        <EmptyState title={t('consent.topics.empty')}>{t('consent.topics.emptyHelp')}</EmptyState>
      ) : null}
      {topics.map((topic, at) => (
        <OneTopic
          key={topic.id ?? at}
          no={at + 1}
          topic={topic}
          isFirst={at === 0}
          onChange={(name) => change(at, name)}
          onUp={() => setTopics(moved(topics, at))}
          onRemove={() => setTopics(topics.filter((_, i) => i !== at))}
        />
      ))}
      <div className="bar">
        <Button
          disabled={topics.length >= most}
          onClick={() => setTopics([...topics, { name: { en: '', 'zh-CN': '' } }])}
        >
          {t('consent.topics.add')}
        </Button>
        <Button
          type="primary"
          loading={save.isPending}
          disabled={!isWhole || JSON.stringify(topics) === JSON.stringify(stored)}
          onClick={() =>
            save.mutate(
              { body: { items: topics.map(({ id, name }) => ({ ...(id ? { id } : {}), name })) } },
              {
                onSuccess: () => void message.success(t('consent.topics.saved')),
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

function moved(topics: readonly Topic[], at: number): Topic[] {
  const [one, before] = [topics[at], topics[at - 1]]
  return one && before ? topics.with(at - 1, one).with(at, before) : [...topics]
}

function NamesOnly({ topics }: { topics: readonly Topic[] }) {
  const { t } = useTranslation()
  const local = useLocal()
  if (topics.length === 0) return <EmptyState title={t('consent.topics.empty')} />
  return <p>{topics.map(({ name }) => local(name)).join(' · ')}</p>
}

function OneTopic({
  no,
  topic,
  isFirst,
  onChange,
  onUp,
  onRemove,
}: {
  no: number
  topic: Topic
  isFirst: boolean
  onChange: (name: Partial<Topic['name']>) => void
  onUp: () => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const name = local(topic.name) || t('consent.topics.unnamed', { no })
  return (
    <fieldset className="fields-row" aria-label={name}>
      <Field label={t('consent.topics.zh')}>
        <Input
          value={topic.name['zh-CN']}
          maxLength={20}
          onChange={({ target }) => onChange({ 'zh-CN': target.value })}
        />
      </Field>
      <Field label={t('consent.topics.en')}>
        <Input
          value={topic.name.en}
          maxLength={40}
          onChange={({ target }) => onChange({ en: target.value })}
        />
      </Field>
      <div className="fields-end bar">
        <Button disabled={isFirst} aria-label={t('consent.topics.upName', { name })} onClick={onUp}>
          {t('consent.topics.up')}
        </Button>
        <Button aria-label={t('consent.topics.removeName', { name })} onClick={onRemove}>
          {t('consent.topics.remove')}
        </Button>
        {topic.refusedBy ? (
          <span className="faint">
            {t('consent.topics.refused', { shown: format.integer(topic.refusedBy) })}
          </span>
        ) : null}
      </div>
    </fieldset>
  )
}
