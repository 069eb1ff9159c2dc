/** Text in which `${{` stands for itself. */
export const literal = (text: string): string => text.replaceAll('${{', () => "${{ '${{' }}");
