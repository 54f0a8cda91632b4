// Sends Django's CSRF token with each picture, and says in Chinese what went wrong.
CKEDITOR.plugins.add("bulletinupload", {
  requires: "filetools",
  init(editor) {
    editor.on("fileUploadRequest", (event) => {
      const loader = event.data.fileLoader;
      const token = document.querySelector("input[name=csrfmiddlewaretoken]");
      if (token) {
        loader.xhr.setRequestHeader("X-CSRFToken", token.value);
      }
      // Before CKEditor shows its own words, which name an HTTP status only.
      loader.on("error", () => (loader.message = reason(loader.xhr)), null, null, 1);
    });

    function reason(xhr) {
      try {
        return JSON.parse(xhr.responseText).error.message;
      } catch {
        // An error page is no JSON.
      }
      return xhr.status === 413
        ? "图片太大，服务器没有接收。请先缩小，再上传。"
        : "图片没有传上去。请检查网络后再试；仍不行的，请保存后刷新页面，或找管理员。";
    }
  },
});
