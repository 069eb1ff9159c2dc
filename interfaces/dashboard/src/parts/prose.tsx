/** A text that somebody wrote to be read. It stands there as it is until what renders it has come. */
import { lazy, Suspense, type ReactNode } from 'react';

const MarkdownText = lazy(async () => ({ default: (await import('./markdown.tsx')).MarkdownText }));

/** As Markdown. */
export const Prose = ({ text }: { readonly text: string }): ReactNode => (
  <div className="prose">
    <Suspense fallback={<p>{text}</p>}>
      <MarkdownText text={text} />
    </Suspense>
  </div>
);
