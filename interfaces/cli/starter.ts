/** The workstream that `ws init` writes. */

/** YAML with a comment for everything a newcomer asks; it needs nothing but a shell and git. */
export const starter = `# A workstream: steps that run in a git worktree of their own, on a branch of their own.
# Your checkout is not touched. Run it:  ws run workstreams/hello.yaml --input name=you
version: 1
id: hello
title: Say hello

# What a run may be given: ws run … --input name=Ada
inputs:
  name:
    type: string
    description: Who is greeted
    default: world

# What holds for every step that does not say otherwise.
defaults:
  timeout: 1m
  retry:
    limit: 1 # forgive one failure: try twice

steps:
  # \`run\` is a shell script. Values of \${{ }} reach it as environment variables, never as shell text.
  - id: count
    run: |
      files=$(git ls-files | wc -l)
      echo "$files files"
      # What is written to $WS_OUTPUT are the outputs of the step.
      echo "files=$((files))" >> "$WS_OUTPUT"
    access: read # changes nothing git tracks: runs beside others and costs no commit

  - id: greet
    needs: [count] # starts when count has succeeded
    run: |
      echo "Hello \${{ inputs.name }}, there are \${{ steps.count.outputs.files }} files here." > HELLO.txt
      cat HELLO.txt
    # The step has succeeded only if these hold too.
    acceptance:
      - file: HELLO.txt
      - run: grep -q Hello HELLO.txt

# Runs after everything else, however that ended.
finally:
  - id: goodbye
    run: echo "the step greet has \${{ steps.greet.status }}"
    access: read

outputs:
  files: \${{ steps.count.outputs.files }}
`;
