// Juspay's Node library as a merchant of our simulator. Its session, refund and payment calls work with encrypted keys only, which
// this simulator does not have; its order calls use the API key.
const assert = require("node:assert/strict");
const http = require("node:http");
const https = require("node:https");
const { Juspay } = require("expresscheckout-nodejs");

// The library speaks https only, and passes host and port together as the host; the simulator is on this machine and does without.
https.request = ({ host, ...options }) => {
  const request = http.request({ ...options, host: host.replace(/:\d+$/, ""), agent: http.globalAgent });
  return request.on("socket", (socket) => socket.once("connect", () => socket.emit("secureConnect")));
};

async function main() {
  const { address, control } = JSON.parse(process.argv[2]);
  const opened = await fetch(`${control}/tenants`, { method: "POST", body: "{}" });
  assert.ok(opened.ok);
  const { credentials } = await opened.json();
  const account = (apiKey) => new Juspay({ apiKey, merchantId: credentials.merchant_id, baseUrl: address });
  const juspay = account(credentials.api_key);

  const order_id = "sdk-node-1";
  const created = await juspay.order.create({ order_id, amount: 100.5, currency: "INR", customer_id: "sdk-customer" });
  assert.deepEqual([created.order_id, created.status], [order_id, "NEW"]);
  const read = await juspay.order.status(order_id, {});
  assert.deepEqual([read.order_id, read.status, read.amount], [order_id, "NEW", 100.5]);

  const refused = await account("wrong").order.status(order_id, {}).then(() => assert.fail("it was accepted"), (error) => error);
  assert.deepEqual([refused.name, refused.error_code], ["AuthenticationError", "access_denied"]);
}

main().catch((error) => { console.error(error); process.exitCode = 1; });
