/** A browser that cannot read our scripts says so; written so that every browser can read this. */

(() => {
  const isNewEnough = "replaceAll" in String.prototype && typeof Promise.any === "function";
  if (!isNewEnough) document.getElementById("older").hidden = false;
})();
