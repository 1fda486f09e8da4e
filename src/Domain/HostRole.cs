namespace Clearsight.Domain;

/// <summary>What a host does, chosen by <c>Host:Role</c>.</summary>
public enum HostRole
{
    /// <summary>Answers requests and trains.</summary>
    All,

    /// <summary>Answers requests only; needs no libtorch.</summary>
    Api,

    /// <summary>Trains; of HTTP it has only health.</summary>
    Worker,
}
