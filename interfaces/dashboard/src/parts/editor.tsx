/** A text field for documents: lines with numbers, colours, undo, brackets. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef, type ReactNode } from 'react';

type Props = {
  readonly label: string;
  readonly text: string;
  readonly isJson: boolean;
  readonly isReadOnly?: boolean;
  readonly onChange: (text: string) => void;
  /** A place to go to; another object goes there again. */
  readonly goTo: { readonly line: number; readonly column: number } | null;
};

/** A chunk of its own. What is typed is told at once; `text` counts when it is first shown. */
export const Editor = ({ label, text, isJson, isReadOnly = false, onChange, goTo }: Props): ReactNode => {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const told = useRef(onChange);
  told.current = onChange;
  useEffect(() => {
    if (box.current === null) return undefined;
    const made = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          history(),
          highlightActiveLine(),
          syntaxHighlighting(defaultHighlightStyle),
          isJson ? json() : yaml(),
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorState.readOnly.of(isReadOnly),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of(({ docChanged, state }) => docChanged && told.current(state.doc.toString())),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
    // It holds its text by itself from then on.
  }, []);
  useEffect(() => {
    if (goTo === null || view.current === null) return;
    const { doc } = view.current.state;
    const line = doc.line(Math.min(doc.lines, Math.max(1, goTo.line)));
    const at = Math.min(line.to, line.from + goTo.column - 1);
    view.current.dispatch({ selection: { anchor: at }, scrollIntoView: true });
    view.current.focus();
  }, [goTo]);
  return <div className="editor" ref={box} />;
};
