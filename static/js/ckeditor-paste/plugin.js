// What is pasted from Word, WPS or a page, after CKEditor's own filters: the headings a bulletin has, no typed indents,
// no pictures that lie on somebody's own disk. issues/models/clipboard.py does the same with what is saved.
CKEDITOR.plugins.add("bulletinpaste", {
  requires: "pastefromword",
  init(editor) {
    const SPACE = "(?:[ \\t\\r\\n\\u00a0\\u3000]|&nbsp;)";
    const BEGIN = "<(?:strong|b|em|i|u|s|span|font)\\b[^<>]*>";
    const INDENT = new RegExp(`(<(?:p|h[1-6])\\b[^<>]*>)((?:${BEGIN}|${SPACE})+)`, "gi");
    const EMPTY = new RegExp(`<p\\b[^<>]*>(?:<(?:span|b|strong)\\b[^<>]*>|</(?:span|b|strong)>|<br ?/?>|${SPACE})*</p>`, "gi");
    const OFFICE = /class=["']?Mso|\bmso-[a-z]|<o:p\b|data-wps-/i;
    const LOWER = { h1: "h3", h2: "h4", h3: "h5", h4: "h5", h5: "h5", h6: "h5" };
    const PLAIN = { h1: "h3", h2: "h3", h6: "h5" };

    // A bullet of Word in Chinese is the letter l in Wingdings: the filter would read it as the 50th of a list in Roman.
    const BULLET = /(font-family:\s*["']?(?:Wingdings|Symbol)[^<>]*>\s*<span\b[^<>]*mso-list:\s*Ignore[^<>]*>)[^<]+/gi;
    editor.on(
      "paste",
      ({ data: { dataTransfer } }) => {
        const raw = dataTransfer?.getData("text/html", true);
        // The filter asks for the clipboard once more, and gets what is kept here.
        if (raw) dataTransfer._.nativeHtmlCache = raw.replace(BULLET, "$1·");
      },
      null,
      null,
      2,
    );

    editor.on(
      "paste",
      (event) => {
        const data = event.data;
        if (data.type !== "html" || !data.dataValue) return;
        const raw = data.dataTransfer?.getData("text/html", true) ?? "";
        const office = OFFICE.test(raw) || OFFICE.test(data.dataValue);
        const table = office && /<h[12]\b/i.test(data.dataValue) ? LOWER : PLAIN;
        let html = data.dataValue
          .replace(/(<\/?)(h[1-6])(?=[\s>\/])/gi, (all, bracket, name) => bracket + (table[name.toLowerCase()] ?? name))
          .replace(INDENT, (all, tag, rest) => tag + (rest.match(new RegExp(BEGIN, "gi")) ?? []).join(""));
        if (office) {
          html = html
            .replace(EMPTY, "")
            // WPS says twice that something is bold.
            .replace(/<b\b[^<>]*>(?:<(?:span|font)\b[^<>]*>)+/gi, (tags) => tags.replace(/font-weight:\s*bold;?/gi, ""))
            .replace(
              /<(table|t[rdh])\b([^<>]*)>/gi,
              (all, name, rest) => `<${name}${(rest.match(/\s(?:col|row)span=["']?\d+["']?/gi) ?? []).join("")}>`,
            )
            // A heading is bold by itself.
            .replace(/<(h[345])\b[^<>]*>.*?<\/\1>/gis, (heading) =>
              heading.replace(/<\/?(?:strong|b)\b[^<>]*>|\sstyle=(?:"[^"]*"|'[^']*')/gi, ""));
        }
        const without = html.replace(/<img\b[^<>]*\bsrc=["']?(?:file|blob|cid|webkit-fake-url):[^<>]*>/gi, "");
        if (without !== html) {
          editor.showNotification(
            "图片没有随文字粘贴过来。请用工具栏的“图像”按钮插入，或把图片文件直接拖进来。",
            "info",
            12_000,
          );
        }
        data.dataValue = without;
      },
      null,
      null,
      5,
    );
  },
});
