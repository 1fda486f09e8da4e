namespace Clearsight.Learning.Checkpoints;

/// <summary>Bytes that are not a safetensors file of the kind that is taken here; the message says what is wrong with them.</summary>
public sealed class SafetensorsException(string message, Exception? inner = null) : FormatException(message, inner);
