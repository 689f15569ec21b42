import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFile } from '../../ui/file/use-file.ts'
import './letter.css'

/** The words of a letter on their sheet, and the way to see it as it is printed. */
export function LetterPreview({
  creative,
  offerId,
}: {
  creative: { language: string; subject: string; text: string }
  offerId: string | null
}) {
  const { t } = useTranslation()
  const pdf = useFile('/letters/preview.pdf')
  const { language, subject, text } = creative
  if (text.trim() === '') return <p className="soft">{t('letters.editor.empty')}</p>
  return (
    <div className="stack-tight">
      <div className="letter-sheet" lang={language}>
        {subject === '' ? null : <p className="letter-headline">{subject}</p>}
        <p className="letter-body">{text}</p>
        <p className="letter-codes">
          <span className="letter-code">{t('letters.editor.offerCode')}</span>
          <span className="letter-code letter-code-small">{t('letters.editor.optOutCode')}</span>
        </p>
      </div>
      <div className="bar">
        <Button
          loading={pdf.busy}
          onClick={() => void pdf.take({ language, subject, text, offerId }, 'letter.pdf')}
        >
          {t('letters.editor.pdf')}
        </Button>
      </div>
    </div>
  )
}
