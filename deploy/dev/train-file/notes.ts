import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'

/** What the source says of one key: the sentence above it, and in which words its value is refused. */
export interface Note {
  meaning?: string
  refused?: string
}

/** Notes by place: keys joined by dots, `NAME` for any key of a record, `[]` for what a list holds, `#0` for the first of a union. */
export type Notes = ReadonlyMap<string, Note>

/** An expression with the file that it stands in. */
interface Spot {
  node: ts.Expression
  file: ts.SourceFile
  note: Note
}

const sentence = (node: ts.Node): Note => {
  const text = ts
    .getJSDocCommentsAndTags(node)
    .flatMap(({ comment }) => (comment === undefined ? [] : [ts.getTextOfJSDocComment(comment) ?? '']))
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return text === '' ? {} : { meaning: text }
}

/** The second argument of a check, when it is the words for whoever breaks it; of several the first check's count. */
const refusalOf = ({ expression, arguments: given }: ts.CallExpression): Note => {
  const isCheck = ts.isPropertyAccessExpression(expression) && /^(regex|refine)$/.test(expression.name.text)
  const words = isCheck ? given[1] : undefined
  return words && ts.isStringLiteral(words) ? { refused: words.text } : {}
}

/** The `error` that a union or a literal is given beside its values. */
const errorOf = ({ arguments: [, options] }: ts.CallExpression): Note => {
  if (!options || !ts.isObjectLiteralExpression(options)) return {}
  const words = options.properties.flatMap((one) =>
    ts.isPropertyAssignment(one) && one.name.getText() === 'error' && ts.isStringLiteral(one.initializer)
      ? [one.initializer.text]
      : [],
  )
  return words[0] === undefined ? {} : { refused: words[0] }
}

/** Reads the schemas of a folder as they are written, from the exported one on. */
class Source {
  readonly #files = new Map<string, ts.SourceFile>()
  readonly notes = new Map<string, Note>()

  file(path: string): ts.SourceFile {
    const known = this.#files.get(path)
    const file = known ?? ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
    this.#files.set(path, file)
    return file
  }

  /** The value of a name, in this file or where it comes from. */
  named(name: string, file: ts.SourceFile): Spot | undefined {
    for (const statement of file.statements) {
      if (ts.isVariableStatement(statement)) {
        const found = statement.declarationList.declarations.find((one) => one.name.getText() === name)
        if (found?.initializer) return { node: found.initializer, file, note: sentence(statement) }
      }
      const bound = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined
      if (!bound || !ts.isNamedImports(bound) || !ts.isImportDeclaration(statement)) continue
      if (!bound.elements.some((one) => one.name.text === name)) continue
      const from = (statement.moduleSpecifier as ts.StringLiteral).text
      return from.startsWith('.') ? this.named(name, this.file(join(dirname(file.fileName), from))) : undefined
    }
    return undefined
  }

  /** Down through names, optional and default to what makes the schema: a call of `z`, or an object of keys. */
  bottom({ node, file, note }: Spot): Spot {
    if (ts.isIdentifier(node)) {
      const found = this.named(node.text, file)
      return found ? this.bottom({ ...found, note: { ...found.note, ...note } }) : { node, file, note }
    }
    if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return this.bottom({ node: node.body, file, note })
    if (!ts.isCallExpression(node)) return { node, file, note }
    const { expression } = node
    if (ts.isIdentifier(expression)) return this.bottom({ node: expression, file, note })
    if (!ts.isPropertyAccessExpression(expression) || expression.expression.getText() === 'z')
      return { node, file, note }
    return this.bottom({ node: expression.expression, file, note: { ...note, ...refusalOf(node) } })
  }

  walk(spot: Spot, place: string): void {
    const { node, file, note } = this.bottom(spot)
    if (place !== '') this.notes.set(place, ts.isCallExpression(node) ? { ...errorOf(node), ...note } : note)
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return
    const kind = node.expression.name.text
    const [first, second] = node.arguments
    const inner = (expression: ts.Expression, at: string): void => this.walk({ node: expression, file, note: {} }, at)
    if (kind === 'strictObject' && first) this.#keys({ node: first, file, note: {} }, place)
    if (/^(record|partialRecord)$/.test(kind) && second) inner(second, `${place}.NAME`)
    if (kind === 'array' && first) inner(first, `${place}[]`)
    const list = kind === 'union' ? first : kind === 'discriminatedUnion' ? second : undefined
    const variants = list && ts.isArrayLiteralExpression(list) ? list.elements : []
    for (const [index, one] of [...variants].entries()) inner(one, `${place}#${index}`)
  }

  #keys(spot: Spot, place: string): void {
    const { node, file } = this.bottom(spot)
    if (!ts.isObjectLiteralExpression(node)) return
    for (const one of node.properties) {
      if (ts.isSpreadAssignment(one)) this.#keys({ node: one.expression, file, note: {} }, place)
      const at = place === '' ? one.name?.getText() : `${place}.${one.name?.getText()}`
      if (ts.isPropertyAssignment(one)) this.walk({ node: one.initializer, file, note: sentence(one) }, at ?? '')
      if (ts.isShorthandPropertyAssignment(one)) this.walk({ node: one.name, file, note: sentence(one) }, at ?? '')
    }
  }
}

/** What the comments above the keys of a zod schema say, from the constant of that name on. */
export const notesOf = (path: string, name: string): Notes => {
  const source = new Source()
  const root = source.named(name, source.file(path))
  if (root) source.walk(root, '')
  return source.notes
}
