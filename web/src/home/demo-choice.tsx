import { useNavigate } from '@tanstack/react-router'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { leaveFile } from '../data/pending-file.ts'
import { NewWorkspace } from '../shell/new-workspace.tsx'

/** A file dropped on the demo: a workspace of one's own comes first, mixing is the second choice. */
export function DemoChoice({
  file,
  onClose,
  onHere,
}: {
  file: File | null
  onClose: () => void
  onHere: (file: File) => void
}) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [making, setMaking] = useState(false)
  if (!file) return null
  if (making) {
    return (
      <NewWorkspace
        open
        note={t('home.drop.demoNote', { file: file.name })}
        onClose={() => {
          setMaking(false)
          onClose()
        }}
        onMade={(slug) => {
          leaveFile(slug, file)
          void navigate({ to: `/w/${slug}` as string })
        }}
      />
    )
  }
  return (
    <Modal
      open
      title={t('home.drop.demoTitle')}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={() => onHere(file)}>{t('home.drop.demoHere')}</Button>
          <Button type="primary" autoFocus onClick={() => setMaking(true)}>
            {t('home.drop.demoNew')}
          </Button>
        </>
      }
    >
      <p>{t('home.drop.demoAsk')}</p>
    </Modal>
  )
}
