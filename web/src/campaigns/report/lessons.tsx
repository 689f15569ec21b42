import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import type { Campaign, Lesson } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'

export function Lessons({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayEdit = useMay('campaigns.edit')
  const query = useRead('/lessons', { query: { campaign: campaign.id } })
  const add = useWrite('post', '/campaigns/{id}/lessons', ['/lessons'])
  const [text, setText] = useState('')
  const save = () =>
    add.mutate(
      { path: { id: campaign.id }, body: { text: text.trim() } },
      { onSuccess: () => setText(''), onError: (error) => void message.error(problem(error)) },
    )
  return (
    <Part className="span-7" title={t('campaigns.report.lessons')}>
      <Loaded query={query} where={t('campaigns.report.lessons')} height={120}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{t('campaigns.report.lessonsNone')}</p>
          ) : (
            <LessonList items={items} />
          )
        }
      </Loaded>
      {mayEdit ? (
        <div className="stack-tight" style={{ marginTop: 12 }}>
          <Field label={t('campaigns.report.lessonText')}>
            <Input.TextArea
              rows={2}
              maxLength={2_000}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </Field>
          <p>
            <Button disabled={text.trim() === ''} loading={add.isPending} onClick={save}>
              {t('campaigns.report.lessonAdd')}
            </Button>
          </p>
        </div>
      ) : null}
    </Part>
  )
}

export function LessonList({ items }: { items: readonly Lesson[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <ul className="alert-list">
      {items.map((lesson) => (
        <li key={lesson.id}>
          <p>{lesson.text}</p>
          <p className="faint">
            {lesson.author === 'system' ? t('campaigns.report.bySystem') : t('campaigns.report.byUser')} ·{' '}
            {format.dateTime(lesson.at)}
          </p>
        </li>
      ))}
    </ul>
  )
}
